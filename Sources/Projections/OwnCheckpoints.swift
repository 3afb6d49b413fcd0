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
    /// Checkpoints of another log, from whose lines this one was made: its blocks are not theirs.
    private(set) var foreignCount = 0
    /// Starts that named another key than the one before, under the same name.
    private(set) var keyChanges: [UInt64] = []
    private var foreign: [(origin: String, witness: Witness)] = []
    private var predecessors: Set<String> = []
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
                        || kind == EventKind.logSucceeded.rawValue
                else { return .continue }
                do throws(EventCodecError) {
                    switch try EventCodec.decode(record, withSealed: false).event {
                    case .logOpened(let opened):
                        own.noteKey(from: key, to: opened.publicKey, at: record.sequence.rawValue)
                        key = opened.publicKey ?? key
                    case .logSucceeded(let event): own.predecessors.insert(event.predecessor)
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
            own.settle()
            return own
        }
        own.settle()
        return own
    }

    private mutating func noteKey(from before: String?, to after: String?, at sequence: UInt64) {
        guard let before, let after, before != after else { return }
        do throws(EvidenceError) {
            if try VerifierKey(parsing: before).name == VerifierKey(parsing: after).name {
                keyChanges.append(sequence)
            }
        } catch {
            // A checkpoint under a key that cannot be read is reported.
            return
        }
    }

    /// A predecessor's blocks were taken over as they were; those of a log that was exported as lines were not.
    private mutating func settle() {
        for (origin, witness) in foreign {
            if predecessors.contains(origin) { witnesses.append(witness) } else { foreignCount += 1 }
        }
        foreign = []
    }

    private static func origin(of event: LogCheckpointSigned) -> String? {
        do throws(EvidenceError) {
            return try SignedCheckpoint(parsing: event.note).checkpoint.origin
        } catch {
            return nil
        }
    }

    private mutating func take(
        _ event: LogCheckpointSigned, at sequence: UInt64, _ key: String?, _ origin: String
    ) {
        guard let root = Cryptography.Digest(event.root.bytes) else { return }
        let witness = Witness(
            size: UInt64(bitPattern: event.treeSize), root: root,
            label: "the log's own checkpoint, event \(sequence)", isOwn: true)
        if let named = Self.origin(of: event), named != origin {
            foreign.append((named, witness))
        } else {
            witnesses.append(witness)
        }
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
