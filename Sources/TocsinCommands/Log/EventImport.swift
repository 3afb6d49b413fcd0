import Cryptography
import CrisisModel
import EventCodec
import EventLog
import Projections
import Rewind

/// A log made anew from exported lines: the same events under the same numbers, and so the same fold. Blocks and tree
/// are new ones; for equal roots there is the exact export.
struct EventImport {
    enum Limits {
        /// Events in a commit.
        static let eventsPerCommit = 256
    }

    struct Result {
        var events: UInt64 = 0
        var stateHash: CrisisModel.Digest = .zero
        var root = ""
    }

    static func run(_ file: String, into directory: String) throws(CommandError) -> Result {
        let log: EventLog
        do throws(EventLogError) {
            log = try EventLog.open(
                directory: directory, options: EventLogOptions(reserveBytes: 0), clock: .system())
        } catch {
            throw CommandError(
                .cannotWrite, "the log cannot be made: \(error)", code: error.code.rawValue, place: directory)
        }
        guard log.head.lastSequence == nil else {
            throw CommandError(
                .cannotWrite, "there is a log already", place: directory, next: ["name another folder"])
        }
        try read(file, into: log)
        var result = Result(events: log.head.eventCount, root: Base64.encode(log.head.treeRoot.bytes))
        let verification = LogVerification.run(log) { _, _ in }
        guard let hash = verification.stateHash else {
            let found = verification.findings.first?.problem ?? "it cannot be folded"
            throw CommandError(
                .notSound, "these are not the lines of a log that was: \(found)", place: file,
                next: ["export again, and compare the two files"])
        }
        result.stateHash = hash
        return result
    }

    private static func read(_ file: String, into log: EventLog) throws(CommandError) {
        var batch = log.makeBatch()
        let space = EventCodec.EncodingSpace()
        var failure: EventLogError?
        do throws(RewindError) {
            try NDJSONSource(path: file).forEachComplete { event in
                do throws(EventLogError) {
                    try EventCodec.append(event, to: &batch, using: space)
                    if batch.count >= Limits.eventsPerCommit { try log.append(&batch) }
                    return .continue
                } catch {
                    failure = error
                    return .stop
                }
            }
            do throws(EventLogError) { if failure == nil { try log.append(&batch) } } catch {
                failure = error
            }
        } catch {
            throw OfflineLog.fault(error)
        }
        if let failure {
            throw CommandError(
                .cannotWrite, "the log cannot be written: \(failure)", code: failure.code.rawValue)
        }
    }
}
