internal import CCrypto

/// HMAC-SHA-256.
package enum HMAC {
    package static func sha256(key: [UInt8], message: [UInt8]) -> Digest {
        var digest = Digest()
        var count: UInt32 = 0
        let made = unsafe digest.withUnsafeMutableBytes { output in
            unsafe CCrypto.HMAC(
                EVP_sha256(), key.isEmpty ? [0] : key, Int32(key.count), message, message.count,
                output.bindMemory(to: UInt8.self).baseAddress, &count) != nil
        }
        precondition(made && count == Digest.byteCount, "libcrypto refuses HMAC-SHA-256")
        return digest
    }
}
