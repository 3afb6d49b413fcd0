package import Cryptography
package import EventLog

/// What a log says of itself at some moment: so many blocks, this root (c2sp.org/tlog-checkpoint, three lines).
package struct Checkpoint: Hashable, Sendable {
    package let origin: String
    /// Blocks.
    package let size: UInt64
    package let root: Digest

    package init(origin: String, size: UInt64, root: Digest) throws(EvidenceError) {
        guard TextLines.isName(origin) else { throw EvidenceError(.malformedCheckpoint, "the origin") }
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Of a log as it is now.
    package init(of log: EventLog) throws(EvidenceError) {
        let head = log.head
        try self.init(
            origin: Self.origin(identity: log.identity), size: head.blockCount, root: head.treeRoot)
    }

    /// A note's text; nothing is checked but its form.
    package init(parsing text: String) throws(EvidenceError) {
        guard let lines = TextLines.closed(Array(text.utf8)[...]), lines.count == 3 else {
            throw EvidenceError(.malformedCheckpoint, "not three lines")
        }
        guard let size = TextLines.number(lines[1]) else {
            throw EvidenceError(.malformedCheckpoint, "the number of blocks")
        }
        guard let bytes = Base64.decode(TextLines.text(lines[2])), let root = Digest(bytes) else {
            throw EvidenceError(.malformedCheckpoint, "the root")
        }
        try self.init(origin: TextLines.text(lines[0]), size: size, root: root)
    }

    package var text: String { "\(origin)\n\(size)\n\(Base64.encode(root.bytes))\n" }

    package func signed(with key: SigningKey) throws(EvidenceError) -> SignedCheckpoint {
        SignedCheckpoint(checkpoint: self, note: try SignedNote.sign(text, with: [key]))
    }

    /// The name of a log's checkpoints and of its key.
    package static func origin(identity: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return "tocsin/" + TextLines.text(identity.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}

/// A checkpoint with its note. Whether to believe it, `verify` says.
package struct SignedCheckpoint: Hashable, Sendable {
    package let checkpoint: Checkpoint
    package let note: SignedNote

    init(checkpoint: Checkpoint, note: SignedNote) {
        self.checkpoint = checkpoint
        self.note = note
    }

    package init(note: SignedNote) throws(EvidenceError) {
        self.init(checkpoint: try Checkpoint(parsing: note.text), note: note)
    }

    /// Exactly a note with a checkpoint.
    package init(parsing text: String) throws(EvidenceError) {
        try self.init(note: SignedNote(parsing: Array(text.utf8)))
    }

    /// The checkpoint, if it is signed by this key and speaks of this key's log.
    @discardableResult
    package func verify(with key: VerifierKey) throws(EvidenceError) -> Checkpoint {
        try note.verify(with: [key])
        guard Array(checkpoint.origin.utf8) == Array(key.name.utf8) else {
            throw EvidenceError(.wrongOrigin, "\(checkpoint.origin), signed by \(key.name)")
        }
        return checkpoint
    }

    package var text: String { note.encoded }
}
