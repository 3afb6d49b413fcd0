import EventLog
import LogFiles

extension CommandError {
    init(_ error: LogFileError) {
        let status: CommandStatus =
            switch error.code {
            case .cannotRead: .noInput
            case .cannotWrite, .noSpace: .cannotWrite
            case .badFile, .newerFormat, .incomplete, .differentLog: .badInput
            case .notEqual: .notSound
            case .log:
                switch error.cause?.code {
                case .damaged: .notSound
                case .inUse, .sequenceConflict, .archived: .refused
                default: .noInput
                }
            }
        var place = error.place
        if let line = error.line { place += ", line \(line)" }
        if let field = error.field { place += ", field \(field)" }
        self.init(
            status, error.problem, code: error.code.rawValue, place: place,
            next: error.advice.isEmpty ? [] : [error.advice])
    }

    /// What copies and archives refuse, as a command's error.
    static func wrapping<Result>(
        _ body: () throws(LogFileError) -> Result
    ) throws(CommandError) -> Result {
        do throws(LogFileError) {
            return try body()
        } catch {
            throw CommandError(error)
        }
    }
}
