import CrisisModel
import Cryptography
import EventCodec
import EventLog
import Evidence

/// The checkpoints that a log holds of itself. Whoever rewrites a log with its key can forge them too; without the key
/// they cannot, and a part that was changed by hand contradicts them.
struct OwnCheckpoints {
    private(set) var witnesses: [Witness] = []
    private(set) var problems: [LogVerification.Finding] = []
    /// The start that names the key may lie in an archive; the tree is compared all the same.
    private var keyMayBeArchived = false
    private var unverifiedCount = 0
    /// Those whose signature was judged.
    var count: Int { witnesses.count - unverifiedCount }

    /// A log that cannot be read to its end gives those that can be.
    static func read(_ log: EventLog) -> OwnCheckpoints {
        var own = OwnCheckpoints()
        own.keyMayBeArchived = !log.beginning.isFirst
        let origin = Checkpoint.origin(identity: log.identity)
        // A log that goes on from a damaged one keeps the checkpoints of its predecessor, under another name.
        var key: String?
        do throws(EventLogError) {
            try log.read(from: log.beginning.firstSequence) { record in
                let kind = record.kind
                guard
                    kind == EventKind.logCheckpointSigned.rawValue || kind == EventKind.logOpened.rawValue
                else { return .continue }
                do throws(EventCodecError) {
                    switch try EventCodec.decode(record, withSealed: false).event {
                    case .logOpened(let opened): key = opened.publicKey ?? key
                    case .logCheckpointSigned(let signed):
                        own.take(signed, at: record.sequence.rawValue, key, origin)
                    default: break
                    }
                } catch {
                    own.problems.append(.init(sequence: record.sequence.rawValue, problem: "\(error)"))
                }
                return .continue
            }
        } catch {
            // The verification of the bytes says so too, and where.
            return own
        }
        return own
    }

    private mutating func take(
        _ event: LogCheckpointSigned, at sequence: UInt64, _ key: String?, _ origin: String
    ) {
        guard let root = Cryptography.Digest(event.root.bytes) else { return }
        witnesses.append(
            Witness(
                size: UInt64(bitPattern: event.treeSize), root: root,
                label: "the log's own checkpoint, event \(sequence)", isOwn: true))
        func report(_ problem: String) {
            problems.append(.init(sequence: sequence, problem: "checkpoint-forged: \(problem)"))
        }
        guard UInt64(bitPattern: event.lastSequence) < sequence else {
            return report("it covers events that came after it")
        }
        guard let key else {
            if keyMayBeArchived { unverifiedCount += 1 } else { report("no start before it names a key") }
            return
        }
        do throws(EvidenceError) {
            let signed = try SignedCheckpoint(parsing: event.note)
            let checkpoint = try signed.verify(with: VerifierKey(parsing: key))
            guard checkpoint.root == root, checkpoint.size == UInt64(bitPattern: event.treeSize) else {
                return report("event and note name different trees")
            }
            // Events taken over from a damaged predecessor carry its name.
            let named = try VerifierKey(parsing: key).name
            guard checkpoint.origin == named else { return report("it is another log's") }
        } catch {
            report("\(error)")
        }
    }
}
