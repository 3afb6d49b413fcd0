package import Cryptography
package import EventLog

/// Two signed checkpoints of a log with the proof that the newer one begins with all of the older one, as text.
package struct ConsistencyProof: Hashable, Sendable {
    static let firstLine = "tocsin-consistency-proof@v1"

    package let older: SignedCheckpoint
    package let newer: SignedCheckpoint
    package let path: [Digest]

    package init(older: SignedCheckpoint, newer: SignedCheckpoint, path: [Digest]) {
        self.older = older
        self.newer = newer
        self.path = path
    }

    package static func make(
        in log: EventLog, from older: SignedCheckpoint, to newer: SignedCheckpoint
    ) throws(ProofFailure) -> ConsistencyProof {
        let proved: TreeConsistency
        do throws(EventLogError) {
            proved = try log.proveConsistency(from: older.checkpoint.size, to: newer.checkpoint.size)
        } catch {
            throw .log(error)
        }
        for (head, checkpoint) in [(proved.older, older.checkpoint), (proved.newer, newer.checkpoint)]
        where head.root != checkpoint.root {
            throw .evidence(
                EvidenceError(
                    .proofRefused, "this log is not the one of the checkpoint of \(checkpoint.size) blocks"))
        }
        return ConsistencyProof(older: older, newer: newer, path: proved.path)
    }

    /// Both checkpoints, if both are signed by the key and the newer log begins with the older.
    @discardableResult
    package func verify(
        with key: VerifierKey
    ) throws(EvidenceError) -> (older: Checkpoint, newer: Checkpoint) {
        let first = try older.verify(with: key)
        let second = try newer.verify(with: key)
        guard
            MerkleProof.isConsistent(
                oldSize: first.size, oldRoot: first.root, newSize: second.size, newRoot: second.root,
                path: path)
        else { throw EvidenceError(.proofRefused, "the newer log does not begin with the older one") }
        return (first, second)
    }

    package var text: String {
        "\(Self.firstLine)\n\(ProofText.lines(path))\n\(older.text)\n\(newer.text)"
    }

    package init(parsing bytes: [UInt8]) throws(EvidenceError) {
        let (head, rest) = try ProofText.parts(bytes)
        guard head.first?.elementsEqual(Self.firstLine.utf8) == true,
            let path = ProofText.hashes(head.dropFirst()), path.count <= EvidenceLimits.pathHashesMax
        else { throw EvidenceError(.malformedProof, "the head") }
        // A checkpoint's text has no empty line, so the older note ends at the second one.
        guard let body = ProofText.blankLine(in: rest[...]),
            let end = ProofText.blankLine(in: rest[(body + 2)...])
        else { throw EvidenceError(.malformedProof, "two checkpoints are wanted") }
        self.init(
            older: try SignedCheckpoint(note: SignedNote(parsing: Array(rest[...end]))),
            newer: try SignedCheckpoint(note: SignedNote(parsing: Array(rest[(end + 2)...]))), path: path)
    }
}
