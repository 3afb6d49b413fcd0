package import Engine
import EventLog

/// Why a command was not carried out.
package enum WriterError: Error, Hashable, Sendable {
    case refused(Refusal)
    /// No room on the disk: only stops, releases, crises and alerts are taken.
    case noSpace
    /// The log could not be written and it is not known what of it reached the disk.
    case outcomeUnknown
    case overloaded
    /// The daemon came up for reading only: why, and what to do.
    case readOnly(String, next: [String])
    case closed

    init(_ error: EventLogError) {
        self =
            switch error.code {
            case .storeFull: .noSpace
            case .queueFull: .overloaded
            case .closed: .closed
            case .readOnly: .readOnly("the log is open for reading only", next: ["tocsinctl status"])
            case .recordTooLarge, .batchFull, .invalidEnvelope:
                .refused(Refusal(.limitReached, "this is too large for one record of the log"))
            default: .outcomeUnknown
            }
    }
}
