import ControlInterface
import Rewind
import Varlink

/// An answer about the whole log, wherever it was worked out: the same words and the same JSON.
enum RewindReply {
    /// Reading a long log takes longer than a call does.
    private static let patience: Duration = .seconds(3_600)

    static func ask<Method: ControlMethod>(
        _ method: Method.Type, _ parameters: Method.Parameters, in session: Session
    ) throws(CommandError) -> LogInterface.RewindAnswer where Method.Reply == LogInterface.RewindAnswer {
        try session.ask(method, parameters, timeout: patience).reply
    }

    static func offline<Value>(_ body: () throws(RewindError) -> Value) throws(CommandError) -> Value {
        do throws(RewindError) {
            return try body()
        } catch {
            throw OfflineLog.fault(error)
        }
    }

    static func show(_ reply: LogInterface.RewindAnswer, _ tone: Tone = .plain, in session: Session) {
        var report = Report(json: reply.answer)
        for (index, line) in reply.lines.enumerated() {
            if line.isEmpty {
                report.blank()
            } else {
                report.line(line, index == 0 ? tone : .plain)
            }
        }
        session.show(report)
    }
}
