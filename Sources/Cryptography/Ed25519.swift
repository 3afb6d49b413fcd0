internal import CCrypto

/// Ed25519 (RFC 8032). Keys are their raw 32 bytes; a signature depends on key and message alone.
package enum Ed25519 {
    package static let seedByteCount = 32
    package static let publicKeyByteCount = 32
    package static let signatureByteCount = 64

    /// A private key, made from its seed. It never shows the seed of its own accord.
    package struct PrivateKey: Sendable, CustomStringConvertible, CustomReflectable {
        package let seed: [UInt8]
        package let publicKey: [UInt8]

        package init(seed: [UInt8]) throws(CryptographyError) {
            guard seed.count == seedByteCount else { throw .malformedKey }
            let key = try KeyHandle(seed: seed)
            publicKey = try key.publicBytes()
            self.seed = seed
        }

        /// From the kernel's generator.
        package static func make() throws(CryptographyError) -> PrivateKey {
            try PrivateKey(seed: RandomBytes.make(seedByteCount))
        }

        package func sign(_ message: [UInt8]) throws(CryptographyError) -> [UInt8] {
            try KeyHandle(seed: seed).sign(message)
        }

        package var description: String { "Ed25519 private key" }
        package var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// False for anything that is not this key's signature of exactly this message, malformed input too.
    package static func verify(signature: [UInt8], message: [UInt8], publicKey: [UInt8]) -> Bool {
        guard signature.count == signatureByteCount, publicKey.count == publicKeyByteCount,
            let key = KeyHandle(publicKey: publicKey)
        else { return false }
        return key.verify(signature: signature, message: message)
    }
}

/// One key of libcrypto and the digest context that uses it.
@safe private struct KeyHandle: ~Copyable {
    private let key: OpaquePointer
    private let context: OpaquePointer

    init(seed: [UInt8]) throws(CryptographyError) {
        guard let key = unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count) else {
            ERR_clear_error()
            throw .malformedKey
        }
        unsafe self.init(owning: key)
    }

    init?(publicKey: [UInt8]) {
        guard let key = unsafe EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, publicKey, publicKey.count)
        else {
            ERR_clear_error()
            return nil
        }
        unsafe self.init(owning: key)
    }

    private init(owning key: OpaquePointer) {
        guard let context = unsafe EVP_MD_CTX_new() else {
            preconditionFailure("libcrypto has no memory for a digest context")
        }
        unsafe self.key = key
        unsafe self.context = context
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
        unsafe EVP_PKEY_free(key)
    }

    func publicBytes() throws(CryptographyError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Ed25519.publicKeyByteCount)
        var count = bytes.count
        let status = unsafe EVP_PKEY_get_raw_public_key(key, &bytes, &count)
        guard status == 1, count == bytes.count else {
            ERR_clear_error()
            throw .malformedKey
        }
        return bytes
    }

    func sign(_ message: [UInt8]) throws(CryptographyError) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: Ed25519.signatureByteCount)
        var count = signature.count
        guard unsafe EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
            unsafe EVP_DigestSign(context, &signature, &count, message, message.count) == 1,
            count == signature.count
        else {
            ERR_clear_error()
            throw .signatureRefused
        }
        return signature
    }

    func verify(signature: [UInt8], message: [UInt8]) -> Bool {
        defer { ERR_clear_error() }
        return unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }
}
