internal import Cryptography

/// The public key that a log's notes are checked with, and its name.
package struct VerifierKey: Hashable, Sendable {
    package static let ed25519Type: UInt8 = 1
    static let idByteCount = 4

    package let name: String
    package let publicKey: [UInt8]
    /// The first four bytes of SHA-256(name, newline, type, public key).
    package let id: [UInt8]

    package init(name: String, publicKey: [UInt8]) throws(EvidenceError) {
        guard TextLines.isName(name) else { throw EvidenceError(.malformedKey, "its name") }
        guard publicKey.count == Ed25519.publicKeyByteCount else {
            throw EvidenceError(.malformedKey, "its length")
        }
        self.name = name
        self.publicKey = publicKey
        let hashed = Array(name.utf8) + [TextLines.newline, Self.ed25519Type] + publicKey
        id = Array(SHA256.hash(hashed).bytes.prefix(Self.idByteCount))
    }

    /// `name+id+base64(type, key)`. White space around it is ignored, as in a pasted line.
    package init(parsing text: String) throws(EvidenceError) {
        let fields = try Self.fields(text, count: 3)
        guard let key = Base64.decode(fields[2]), key.first == Self.ed25519Type else {
            throw EvidenceError(.malformedKey, "no Ed25519 key in base64")
        }
        try self.init(name: fields[0], publicKey: Array(key.dropFirst()))
        guard fields[1] == hexadecimal(id) else {
            throw EvidenceError(.malformedKey, "its id does not belong to its name and key")
        }
    }

    package var text: String {
        "\(name)+\(hexadecimal(id))+\(Base64.encode([Self.ed25519Type] + publicKey))"
    }

    func signs(_ signature: NoteSignature) -> Bool {
        id == signature.keyID && Array(name.utf8) == Array(signature.name.utf8)
    }

    func verify(_ signature: NoteSignature, of text: String) -> Bool {
        Ed25519.verify(signature: signature.bytes, message: Array(text.utf8), publicKey: publicKey)
    }

    /// The fields between plus signs; base64 has plus signs too, so only the first ones part.
    static func fields(_ text: String, count: Int) throws(EvidenceError) -> [String] {
        guard text.utf8.count <= EvidenceLimits.keyBytesMax else { throw EvidenceError(.tooLarge, "a key") }
        let isBlank: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let bytes = Array(Array(text.utf8).drop(while: isBlank).reversed().drop(while: isBlank).reversed())
        let fields = bytes.split(
            separator: UInt8(ascii: "+"), maxSplits: count - 1, omittingEmptySubsequences: false)
        guard fields.count == count else { throw EvidenceError(.malformedKey, "not name+id+key") }
        return fields.map { TextLines.text($0) }
    }

    func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return TextLines.text(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
