internal import CCrypto

/// SHA-256 with one context that is used again and again: fetching the algorithm costs more than hashing an event.
///
/// One instance belongs to one thread at a time.
@safe package struct SHA256: ~Copyable {
    /// Fetched once for the process and never freed.
    private static let algorithm = Algorithm()

    private let context: OpaquePointer

    package init() {
        guard let context = unsafe EVP_MD_CTX_new() else {
            preconditionFailure("no memory for a hash context")
        }
        unsafe self.context = unsafe context
        reset()
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Begins a new value.
    package mutating func reset() {
        let status = unsafe EVP_DigestInit_ex2(context, Self.algorithm.handle, nil)
        precondition(status == 1, "libcrypto refuses to begin SHA-256")
    }

    package mutating func update(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { unsafe update($0) }
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        let status = unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        precondition(status == 1, "libcrypto refuses to continue SHA-256")
    }

    package mutating func update(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe update($0) }
    }

    package mutating func update(_ digest: Digest) {
        unsafe digest.withUnsafeBytes { unsafe update($0) }
    }

    package mutating func update(byte: UInt8) {
        unsafe Swift.withUnsafeBytes(of: byte) { unsafe update($0) }
    }

    /// Ends the value and begins the next.
    package mutating func finish() -> Digest {
        var digest = Digest()
        var count: UInt32 = 0
        let status = unsafe digest.withUnsafeMutableBytes { bytes in
            unsafe EVP_DigestFinal_ex(context, bytes.bindMemory(to: UInt8.self).baseAddress, &count)
        }
        precondition(status == 1 && count == Digest.byteCount, "libcrypto refuses to end SHA-256")
        reset()
        return digest
    }

    package mutating func hash(_ bytes: UnsafeRawBufferPointer) -> Digest {
        unsafe update(bytes)
        return finish()
    }

    package static func hash(_ bytes: [UInt8]) -> Digest {
        var hasher = SHA256()
        hasher.update(bytes)
        return hasher.finish()
    }

    package static func hash(_ bytes: RawSpan) -> Digest {
        var hasher = SHA256()
        hasher.update(bytes)
        return hasher.finish()
    }

    @safe private struct Algorithm: @unchecked Sendable {
        let handle: OpaquePointer

        init() {
            guard let handle = unsafe EVP_MD_fetch(nil, "SHA256", nil) else {
                preconditionFailure("libcrypto has no SHA-256")
            }
            unsafe self.handle = unsafe handle
        }
    }
}
