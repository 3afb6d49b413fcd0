/// Why something is not the evidence that it was said to be. The codes are stable: the command line prints them and
/// scripts match them.
package struct EvidenceError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        case malformedNote = "malformed-note"
        case malformedKey = "malformed-key"
        case malformedCheckpoint = "malformed-checkpoint"
        case malformedProof = "malformed-proof"
        case tooLarge = "too-large"
        /// No signature is by a key that was given.
        case unknownKey = "unknown-key"
        /// A signature by a key that was given does not fit the text.
        case badSignature = "bad-signature"
        /// Signed by this key, but about another log.
        case wrongOrigin = "wrong-origin"
        /// The hashes do not lead to the root.
        case proofRefused = "proof-refused"
        case cannotSign = "cannot-sign"
        /// The private key can be read by others, or belongs to somebody else.
        case keyExposed = "key-exposed"
        /// The public key is there and the private one is not: a new one would be another log's.
        case keyLost = "key-lost"
        /// Private and public key do not belong together, or to this log.
        case keyMismatch = "key-mismatch"
        case alreadyThere = "already-there"
        case notThere = "not-there"
        case cannotRead = "cannot-read"
        case cannotWrite = "cannot-write"
    }

    package let code: Code
    package let detail: String
    package let path: String?

    package init(_ code: Code, _ detail: String = "", path: String? = nil) {
        self.code = code
        self.detail = detail
        self.path = path
    }

    package var description: String {
        var text = code.rawValue
        if let path { text += " at \(path)" }
        if !detail.isEmpty { text += ": \(detail)" }
        return text
    }
}
