import ControlInterface
import LogFiles
import Varlink

/// The running daemon's blocks, as lines of the exact export.
enum BlockStream {
    /// Gives portions of whole lines. `after` is the last event that the caller has.
    static func read(
        _ session: Session, after: UInt64? = nil, form: String? = nil,
        _ body: (String) throws(CommandError) -> Bool
    ) throws(CommandError) {
        let parameters = LogInterface.ExportBlocks.Parameters(after: after.map { Int64($0) }, form: form)
        var damagedFrom: Int64?
        defer {
            if let damagedFrom {
                session.note(
                    "WARNING: the log is damaged at event \(damagedFrom). This is its sound beginning alone.")
            }
        }
        try session.askMore(
            LogInterface.ExportBlocks.self, parameters, timeout: .after(Session.listTimeout)
        ) { answer, _ throws(CommandError) in
            damagedFrom = answer.reply.damagedFrom ?? damagedFrom
            return try body(answer.reply.lines.map { $0 + "\n" }.joined()) ? .next : .stop
        }
    }

    /// Makes or goes on with a copy of the running daemon's log.
    static func copy(_ session: Session, to directory: String) throws(CommandError) -> CopyReport {
        var reader = ExactReader(place: "the daemon's log", directory: directory)
        var bar = CopyBar(session.console)
        defer { bar.finish() }
        try read(session, after: LogCopy.start(in: directory)) { lines throws(CommandError) in
            try CommandError.wrapping { () throws(LogFileError) in try reader.add(Array(lines.utf8)) }
            if let progress = reader.progress { bar.show(progress) }
            return true
        }
        do throws(LogFileError) {
            return try reader.finish()
        } catch {
            throw CommandError(error)
        }
    }
}
