internal import Cryptography

/// One signature line of a note.
package struct NoteSignature: Hashable, Sendable {
    static let dash: [UInt8] = Array("\u{2014} ".utf8)

    package let name: String
    package let keyID: [UInt8]
    package let bytes: [UInt8]

    init(name: String, keyID: [UInt8], bytes: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.bytes = bytes
    }

    /// A line, with its dash and without its newline.
    init?(line: some Collection<UInt8>) {
        guard line.starts(with: Self.dash) else { return nil }
        let fields = line.dropFirst(Self.dash.count).split(
            separator: TextLines.space, omittingEmptySubsequences: false)
        guard fields.count == 2 else { return nil }
        self.init(name: TextLines.text(fields[0]), encoded: TextLines.text(fields[1]))
    }

    /// The base64 of key id and signature.
    init?(name: String, encoded: String) {
        guard TextLines.isName(name), let decoded = Base64.decode(encoded),
            decoded.count > VerifierKey.idByteCount
        else { return nil }
        self.init(
            name: name, keyID: Array(decoded.prefix(VerifierKey.idByteCount)),
            bytes: Array(decoded.dropFirst(VerifierKey.idByteCount)))
    }

    package var encoded: String { Base64.encode(keyID + bytes) }
    var line: String { "\u{2014} \(name) \(encoded)\n" }
}

/// A text with signatures, as in c2sp.org/signed-note. Its text means nothing before `verify` has accepted it.
package struct SignedNote: Hashable, Sendable {
    /// Ends in a newline.
    package let text: String
    package let signatures: [NoteSignature]

    package init(text: String, signatures: [NoteSignature]) throws(EvidenceError) {
        let bytes = Array(text.utf8)
        guard bytes.last == TextLines.newline, bytes.allSatisfy({ $0 >= 0x20 || $0 == TextLines.newline })
        else { throw EvidenceError(.malformedNote, "the text") }
        guard (1...EvidenceLimits.noteSignaturesMax).contains(signatures.count) else {
            throw EvidenceError(.malformedNote, "\(signatures.count) signatures")
        }
        self.text = text
        self.signatures = signatures
    }

    /// Exactly a note and nothing else.
    package init(parsing bytes: [UInt8]) throws(EvidenceError) {
        guard bytes.count <= EvidenceLimits.noteBytesMax else { throw EvidenceError(.tooLarge, "a note") }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw EvidenceError(.malformedNote, "not UTF-8")
        }
        guard let blank = Self.lastBlankLine(of: bytes), blank > 0,
            let lines = TextLines.closed(bytes[(blank + 1)...])
        else { throw EvidenceError(.malformedNote, "no text, blank line and signatures") }
        guard lines.count <= EvidenceLimits.noteSignaturesMax else {
            throw EvidenceError(.malformedNote, "\(lines.count) signatures")
        }
        var signatures: [NoteSignature] = []
        for line in lines {
            guard let signature = NoteSignature(line: line) else {
                throw EvidenceError(.malformedNote, "signature line \(signatures.count + 1)")
            }
            signatures.append(signature)
        }
        try self.init(text: TextLines.text(bytes[..<blank]), signatures: signatures)
    }

    package static func sign(_ text: String, with keys: [SigningKey]) throws(EvidenceError) -> SignedNote {
        var signatures: [NoteSignature] = []
        for key in keys { signatures.append(try key.sign(text)) }
        return try SignedNote(text: text, signatures: signatures)
    }

    package var encoded: String { text + "\n" + signatures.map(\.line).joined() }

    /// The keys whose signatures were checked and are right. Signatures by other keys say nothing, for or against. One
    /// wrong signature by a given key spoils the note.
    @discardableResult
    package func verify(with keys: [VerifierKey]) throws(EvidenceError) -> [VerifierKey] {
        var verified: [VerifierKey] = []
        for signature in signatures {
            for key in keys where key.signs(signature) {
                guard key.verify(signature, of: text) else {
                    throw EvidenceError(.badSignature, "by \(key.name)")
                }
                if !verified.contains(key) { verified.append(key) }
            }
        }
        guard !verified.isEmpty else {
            throw EvidenceError(
                .unknownKey, "signed by \(Set(signatures.map(\.name)).sorted().joined(separator: ", "))")
        }
        return verified
    }

    /// The place of the last empty line's newline.
    private static func lastBlankLine(of bytes: [UInt8]) -> Int? {
        var index = bytes.count - 1
        while index > 0 {
            if bytes[index] == TextLines.newline, bytes[index - 1] == TextLines.newline { return index }
            index -= 1
        }
        return nil
    }
}
