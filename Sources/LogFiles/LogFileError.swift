package import EventLog

/// Why a file of blocks, a copy or an archive was refused or could not be made: where, and what to do.
package struct LogFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Stable names: the command line prints them and scripts match them.
    package enum Code: String, Sendable, CaseIterable {
        case cannotRead = "cannot-read"
        case cannotWrite = "cannot-write"
        case noSpace = "no-space"
        /// The file is not in the format, or was damaged.
        case badFile = "bad-file"
        case newerFormat = "newer-format"
        /// Sound, but of another log, or not the part that is needed.
        case differentLog = "different-log"
        /// The file ends early, or archives are missing between two.
        case incomplete = "incomplete"
        /// What was made does not come to what it should.
        case notEqual = "not-equal"
        case log = "log"
    }

    package let code: Code
    /// A file or a directory.
    package var place: String
    /// Counted from 1.
    package let line: Int?
    package let field: String?
    package let problem: String
    /// A sentence; empty where nothing helps.
    package let advice: String
    package let cause: EventLogError?

    package init(
        _ code: Code, place: String, line: Int? = nil, field: String? = nil, _ problem: String,
        advice: String = "", cause: EventLogError? = nil
    ) {
        self.code = code
        self.place = place
        self.line = line
        self.field = field
        self.problem = problem
        self.advice = advice
        self.cause = cause
    }

    package init(_ error: EventLogError, place: String) {
        let code: Code
        let advice: String
        switch error.code {
        case .storeFull:
            code = .noSpace
            advice = "make room and run the same command again: it goes on where it ended"
        case .differentLog:
            code = .differentLog
            advice = "give another directory"
        case .inUse:
            code = .log
            advice = "end the process that has the log open"
        case .newerFormat:
            code = .newerFormat
            advice = "use the version that wrote it"
        case .storeFailed:
            code = .cannotWrite
            advice = "see to the disk, then run the same command again"
        case .sequenceConflict:
            code = .log
            advice = "name an earlier event"
        case .damaged:
            code = .log
            advice = "verify it: tocsinctl log verify --directory"
        default:
            code = .log
            advice = ""
        }
        self.init(code, place: place, error.description, advice: advice, cause: error)
    }

    package var description: String {
        var text = "\(code.rawValue): \(place)"
        if let line { text += ", line \(line)" }
        if let field { text += ", field \(field)" }
        text += ": \(problem)"
        if !advice.isEmpty { text += "; \(advice)" }
        return text
    }
}
