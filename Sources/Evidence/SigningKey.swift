internal import Cryptography

/// The private key of a log. Its text goes to the key file and nowhere else.
package struct SigningKey: Sendable, CustomStringConvertible, CustomReflectable {
    private static let prefix = "PRIVATE+KEY+"

    package let verifier: VerifierKey
    private let key: Ed25519.PrivateKey

    package init(name: String, seed: [UInt8]) throws(EvidenceError) {
        do throws(CryptographyError) {
            key = try Ed25519.PrivateKey(seed: seed)
        } catch {
            throw EvidenceError(.malformedKey, error.rawValue)
        }
        verifier = try VerifierKey(name: name, publicKey: key.publicKey)
    }

    package static func make(name: String) throws(EvidenceError) -> SigningKey {
        let seed: [UInt8]
        do throws(CryptographyError) {
            seed = try RandomBytes.make(Ed25519.seedByteCount)
        } catch {
            throw EvidenceError(.cannotSign, error.rawValue)
        }
        return try SigningKey(name: name, seed: seed)
    }

    /// `PRIVATE+KEY+name+id+base64(type, seed)`, as Go's note package writes it.
    package init(parsing text: String) throws(EvidenceError) {
        let fields = try VerifierKey.fields(text, count: 5)
        guard fields[0] == "PRIVATE", fields[1] == "KEY", let bytes = Base64.decode(fields[4]),
            bytes.first == VerifierKey.ed25519Type
        else { throw EvidenceError(.malformedKey, "no private Ed25519 key") }
        try self.init(name: fields[2], seed: Array(bytes.dropFirst()))
        guard fields[3] == verifier.hexadecimal(verifier.id) else {
            throw EvidenceError(.malformedKey, "its id does not belong to its name and key")
        }
    }

    package var name: String { verifier.name }

    /// The secret.
    package var text: String {
        let key = Base64.encode([VerifierKey.ed25519Type] + key.seed)
        return "\(Self.prefix)\(name)+\(verifier.hexadecimal(verifier.id))+\(key)"
    }

    package func sign(_ text: String) throws(EvidenceError) -> NoteSignature {
        do throws(CryptographyError) {
            return NoteSignature(
                name: name, keyID: verifier.id, bytes: try key.sign(Array(text.utf8)))
        } catch {
            throw EvidenceError(.cannotSign, error.rawValue)
        }
    }

    package var description: String { "signing key of \(name)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
