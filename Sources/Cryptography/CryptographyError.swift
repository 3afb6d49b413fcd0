/// What the cryptographic library refused. None of these depends on a secret.
package enum CryptographyError: String, Error, Hashable, Sendable {
    /// Parameters out of range, or more memory than the library allows.
    case parametersRefused = "parameters-refused"
    /// An encoded hash that is not of the documented form.
    case malformedHash = "malformed-hash"
    case noRandomness = "no-randomness"
    /// A key that is not of the right length or that the library refuses.
    case malformedKey = "malformed-key"
    case signatureRefused = "signature-refused"
}
