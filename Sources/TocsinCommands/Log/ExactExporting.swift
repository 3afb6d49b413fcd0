import Glibc
import LogFiles

/// `log export --exact`: the stored blocks as text, from the daemon or from a folder.
enum ExactExporting {
    static func run(_ session: Session, directory: String?, out: String?) throws(CommandError)
        -> CommandStatus
    {
        var file: Int32?
        if let out { file = try NewFile.create(out) }
        defer { if let file { close(file) } }
        var count = -1
        func take(_ lines: String) throws(CommandError) -> Bool {
            count += lines.utf8.count { $0 == UInt8(ascii: "\n") }
            guard let file, let out else {
                session.console.write(lines)
                return !session.console.outputFailed
            }
            try NewFile.append(lines, to: file, out)
            return true
        }
        if let directory {
            try ofFolder(directory, take)
        } else {
            try BlockStream.read(session, take)
        }
        if let file, let out {
            guard fsync(file) == 0 else {
                throw CommandError(.cannotWrite, "cannot be flushed: \(SystemText.error(errno))", place: out)
            }
            session.note("\(Words.count(count, "block")) written to \(out).")
        }
        return .done
    }

    private static func ofFolder(
        _ directory: String, _ take: (String) throws(CommandError) -> Bool
    ) throws(CommandError) {
        var failure: CommandError?
        _ = try CommandError.wrapping { () throws(LogFileError) in
            try ExactExport.lines(
                of: LogBackup.open(directory), place: directory,
                verifierKey: LogNames.verifierKey(beside: directory)
            ) { lines in
                do throws(CommandError) {
                    return try take(lines)
                } catch {
                    failure = error
                    return false
                }
            }
        }
        if let failure { throw failure }
    }
}
