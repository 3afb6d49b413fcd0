internal import Cryptography

/// A checkpoint on one line, for mails, receipts and alerts: `tocsin-checkpoint origin size root signature`. The note
/// is made from it again exactly; other signatures than the log's own are left out.
package enum CheckpointLine {
    package static let word = "tocsin-checkpoint"

    /// Nil when the log itself has not signed.
    package static func text(of signed: SignedCheckpoint) -> String? {
        let checkpoint = signed.checkpoint
        let origin = Array(checkpoint.origin.utf8)
        guard let signature = signed.note.signatures.first(where: { Array($0.name.utf8) == origin }) else {
            return nil
        }
        let root = Base64.encode(checkpoint.root.bytes)
        return "\(word) \(checkpoint.origin) \(checkpoint.size) \(root) \(signature.encoded)"
    }

    package static func parse(_ line: String) throws(EvidenceError) -> SignedCheckpoint {
        let bytes = Array(line.utf8)
        guard bytes.count <= EvidenceLimits.keyBytesMax else { throw EvidenceError(.tooLarge, "a line") }
        let fields = bytes.split(separator: TextLines.space, omittingEmptySubsequences: false)
        guard fields.count == 5, fields[0].elementsEqual(word.utf8) else {
            throw EvidenceError(.malformedCheckpoint, "not a checkpoint line")
        }
        return try make(origin: fields[1], size: fields[2], root: fields[3], signature: fields[4])
    }

    static func make(
        origin: some Collection<UInt8>, size: some Collection<UInt8>, root: some Collection<UInt8>,
        signature: some Collection<UInt8>
    ) throws(EvidenceError) -> SignedCheckpoint {
        let name = TextLines.text(origin)
        guard let number = TextLines.number(size) else {
            throw EvidenceError(.malformedCheckpoint, "the number of blocks")
        }
        guard let bytes = Base64.decode(TextLines.text(root)), let digest = Digest(bytes) else {
            throw EvidenceError(.malformedCheckpoint, "the root")
        }
        let checkpoint = try Checkpoint(origin: name, size: number, root: digest)
        guard let signature = NoteSignature(name: name, encoded: TextLines.text(signature)),
            signature.bytes.count == Ed25519.signatureByteCount
        else {
            throw EvidenceError(.malformedCheckpoint, "the signature")
        }
        return SignedCheckpoint(
            checkpoint: checkpoint, note: try SignedNote(text: checkpoint.text, signatures: [signature]))
    }
}
