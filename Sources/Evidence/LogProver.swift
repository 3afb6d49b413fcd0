package import EventLog

/// Makes proofs out of a log with the checkpoints that there are: those that are given, and those that the log has
/// recorded itself.
package struct LogProver {
    /// The kind of the events that record a signed checkpoint.
    package static let checkpointKind: UInt16 = 1303

    package let log: EventLog
    /// Of this log and no bigger than it, each size once, smallest first.
    package let checkpoints: [SignedCheckpoint]

    /// With a key, only checkpoints that it signed are used.
    package init(
        log: EventLog, given: [SignedCheckpoint] = [], key: VerifierKey? = nil
    ) throws(EventLogError) {
        self.log = log
        let origin = Array(Checkpoint.origin(identity: log.identity).utf8)
        var bySize: [UInt64: SignedCheckpoint] = [:]
        for signed in given + (try Self.recorded(in: log)).map(\.checkpoint)
        where Array(signed.checkpoint.origin.utf8) == origin && bySize[signed.checkpoint.size] == nil
            && signed.checkpoint.size <= log.head.blockCount
        {
            if let key, (try? signed.verify(with: key)) == nil { continue }
            bySize[signed.checkpoint.size] = signed
        }
        checkpoints = bySize.values.sorted { $0.checkpoint.size < $1.checkpoint.size }
    }

    /// The notes in the log's own events of signed checkpoints, each with the event that has it.
    package static func recorded(
        in log: EventLog
    ) throws(EventLogError) -> [(event: Envelope.Sequence, checkpoint: SignedCheckpoint)] {
        var found: [(event: Envelope.Sequence, checkpoint: SignedCheckpoint)] = []
        try log.read(from: log.beginning.firstSequence) { record in
            guard record.kind == checkpointKind else { return .continue }
            for index in 0..<record.payload.textCount {
                guard let text = record.text(index), let signed = try? SignedCheckpoint(parsing: text) else {
                    continue
                }
                found.append((record.sequence, signed))
            }
            return .continue
        }
        return found
    }

    /// Against the newest checkpoint that covers the event.
    package func prove(_ sequence: Envelope.Sequence) throws(ProofFailure) -> EventProof {
        let holding: UInt64
        do throws(EventLogError) {
            guard let size = try log.treeSize(holding: sequence) else {
                throw EventLogError(
                    .outOfRange, sequence: sequence,
                    detail: "the log ends at \(log.head.lastSequence.map { "\($0)" } ?? "nothing")")
            }
            holding = size
        } catch {
            throw .log(error)
        }
        guard let newest = checkpoints.last, newest.checkpoint.size >= holding else {
            throw .evidence(
                EvidenceError(.notThere, "no signed checkpoint covers event \(sequence)"))
        }
        return try EventProof.make(sequence, in: log, checkpoint: newest)
    }

    /// From the checkpoint of that many blocks to the newest.
    package func proveConsistency(from size: UInt64) throws(ProofFailure) -> ConsistencyProof {
        guard let older = checkpoints.first(where: { $0.checkpoint.size == size }),
            let newer = checkpoints.last
        else {
            let known = checkpoints.suffix(5).map { "\($0.checkpoint.size)" }.joined(separator: ", ")
            throw .evidence(
                EvidenceError(
                    .notThere,
                    "no signed checkpoint of \(size) blocks; "
                        + (known.isEmpty ? "there are none" : "the last ones are of \(known)")))
        }
        return try ConsistencyProof.make(in: log, from: older, to: newer)
    }
}

/// Any of the two proofs, told apart by its first line.
package enum AnyProof: Hashable, Sendable {
    case event(EventProof)
    case consistency(ConsistencyProof)

    package init(parsing bytes: [UInt8]) throws(EvidenceError) {
        if bytes.starts(with: ConsistencyProof.firstLine.utf8) {
            self = .consistency(try ConsistencyProof(parsing: bytes))
        } else {
            self = .event(try EventProof(parsing: bytes))
        }
    }
}
