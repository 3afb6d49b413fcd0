import ArgumentParser
import CrisisModel
import EventLog
import Glibc
import LogFiles
import Rewind

/// Where a question to the log is answered from: a folder, a file, or, with neither, the running daemon.
struct OfflineLog: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A log's folder, or a copy of one, that no daemon has open. Without it the running daemon's log.",
            valueName: "directory"))
    var directory: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A whole export as a file, exact or lines of events, read in place of a log.", valueName: "file"))
    var file: String?

    func validate() throws {
        if directory != nil, file != nil {
            throw ValidationError("--directory and --file contradict each other")
        }
    }

    /// Nil: the daemon is asked.
    func open() throws(CommandError) -> (any EventSource)? {
        if let file {
            let isExact = try CommandError.wrapping { () throws(LogFileError) in
                try ExactExport.isExact(file)
            }
            return isExact ? try openExact(file) : NDJSONSource(path: file)
        }
        guard let directory else { return nil }
        return try open(directory)
    }

    /// The log that the file says is made beside the system's temporary files, opened, and unlinked: it is gone when
    /// the answer is given.
    private func openExact(_ file: String) throws(CommandError) -> any EventSource {
        var template = Array("/var/tmp/tocsin-export-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CommandError(.cannotWrite, SystemText.error(errno), place: "/var/tmp")
        }
        let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            for name in ["data.mdb", "lock.mdb", "writer.lock"] { unlink(directory + "/" + name) }
            rmdir(directory)
        }
        try CommandError.wrapping { () throws(LogFileError) in
            _ = try ExactExport.importFile(file, into: directory)
        }
        return try open(directory)
    }

    private func open(_ directory: String) throws(CommandError) -> any EventSource {
        do throws(EventLogError) {
            return LogSource(
                try EventLog.open(
                    directory: directory, options: EventLogOptions(access: .readOnly), clock: .system()))
        } catch {
            throw CommandError(
                .noInput, "the log cannot be read: \(error)", place: directory,
                next: ["tocsinctl log verify --directory \(ShellWord.quoted(directory))"])
        }
    }

    static func fault(_ error: RewindError) -> CommandError {
        let status: CommandStatus =
            switch error.code {
            case .damaged: .notSound
            case .badLine, .incomplete: .badInput
            case .unreadable: .noInput
            case .unknownEvent, .unknownStop, .unknownDrill, .badScope, .badRange: .refused
            case .badFilter: .usage
            }
        return CommandError(
            status, error.message, code: error.code.rawValue, next: error.next.map { [$0] } ?? [])
    }
}

extension Moment {
    /// An event's number, or a time.
    static func read(_ text: String) throws -> Moment {
        if let sequence = UInt64(text) { return .sequence(sequence) }
        return .time(try EventTime(rfc3339: Values.time(text)))
    }
}
