internal import Cryptography
package import EventLog

/// One event with the proof that a log of a signed checkpoint holds it, as text: c2sp.org/tlog-proof, with the event in
/// the line of extra data. It discloses this event and of its neighbours nothing but hashes.
package struct EventProof: Hashable, Sendable {
    private static let firstLine = "c2sp.org/tlog-proof@v1"
    private static let eventLine = "tocsin-event@v1"

    package let inclusion: EventInclusion
    package let checkpoint: SignedCheckpoint

    /// What a proof says once it is accepted.
    package struct Verified: Hashable, Sendable {
        package let sequence: Envelope.Sequence
        package let record: [UInt8]
        package let checkpoint: Checkpoint
    }

    package init(inclusion: EventInclusion, checkpoint: SignedCheckpoint) throws(EvidenceError) {
        guard inclusion.size == checkpoint.checkpoint.size else {
            throw EvidenceError(.malformedProof, "the checkpoint is of another number of blocks")
        }
        self.inclusion = inclusion
        self.checkpoint = checkpoint
    }

    /// Of a log that nobody else is asked about.
    package static func make(
        _ sequence: Envelope.Sequence, in log: EventLog, checkpoint: SignedCheckpoint
    ) throws(ProofFailure) -> EventProof {
        let inclusion: EventInclusion
        do throws(EventLogError) {
            inclusion = try log.prove(sequence, at: checkpoint.checkpoint.size)
        } catch {
            throw .log(error)
        }
        guard inclusion.root == checkpoint.checkpoint.root else {
            throw .evidence(EvidenceError(.proofRefused, "this log is not the one of the checkpoint"))
        }
        do throws(EvidenceError) {
            return try EventProof(inclusion: inclusion, checkpoint: checkpoint)
        } catch {
            throw .evidence(error)
        }
    }

    package func verify(with key: VerifierKey) throws(EvidenceError) -> Verified {
        let signed = try checkpoint.verify(with: key)
        guard inclusion.root == signed.root else {
            throw EvidenceError(.proofRefused, "event and path do not lead to the checkpoint's root")
        }
        return Verified(sequence: inclusion.sequence, record: inclusion.record, checkpoint: signed)
    }

    package var text: String {
        var event = "\(Self.eventLine)\nsequence \(inclusion.sequence)\nfirst \(inclusion.firstSequence)\n"
        event += "header \(Base64.encode(inclusion.header))\nrecord \(Base64.encode(inclusion.record))\n"
        for hash in inclusion.eventHashes { event += Base64.encode(hash.bytes) + "\n" }
        var text = "\(Self.firstLine)\nextra \(Base64.encode(Array(event.utf8)))\nindex \(inclusion.index)\n"
        text += ProofText.lines(inclusion.path)
        return text + "\n" + checkpoint.text
    }

    package init(parsing bytes: [UInt8]) throws(EvidenceError) {
        let (head, rest) = try ProofText.parts(bytes)
        guard head.count >= 3, head[0].elementsEqual(Self.firstLine.utf8),
            let extra = ProofText.value(head[1], "extra"), let event = Base64.decode(TextLines.text(extra)),
            let index = ProofText.value(head[2], "index").flatMap({ TextLines.number($0) }),
            let path = ProofText.hashes(head[3...]), path.count <= EvidenceLimits.pathHashesMax
        else { throw EvidenceError(.malformedProof, "the head") }
        let checkpoint = try SignedCheckpoint(note: SignedNote(parsing: rest))
        guard let lines = TextLines.closed(event[...]), lines.count >= 6,
            lines[0].elementsEqual(Self.eventLine.utf8),
            let sequence = ProofText.value(lines[1], "sequence").flatMap({ TextLines.number($0) }),
            let first = ProofText.value(lines[2], "first").flatMap({ TextLines.number($0) }),
            let header = ProofText.value(lines[3], "header").flatMap({ Base64.decode(TextLines.text($0)) }),
            let record = ProofText.value(lines[4], "record").flatMap({ Base64.decode(TextLines.text($0)) }),
            let hashes = ProofText.hashes(lines[5...])
        else { throw EvidenceError(.malformedProof, "the event") }
        try self.init(
            inclusion: EventInclusion(
                sequence: Envelope.Sequence(rawValue: sequence), record: record,
                firstSequence: Envelope.Sequence(rawValue: first), header: header, eventHashes: hashes,
                index: index, size: checkpoint.checkpoint.size, path: path), checkpoint: checkpoint)
    }
}

/// A proof could not be made: by the log, or by what was asked of it.
package enum ProofFailure: Error, Hashable, Sendable, CustomStringConvertible {
    case log(EventLogError)
    case evidence(EvidenceError)

    package var description: String {
        switch self {
        case .log(let error): error.description
        case .evidence(let error): error.description
        }
    }
}
