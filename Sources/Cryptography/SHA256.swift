internal import CCrypto

/// SHA-256 with one context that is used again and again.
///
/// It calls libcrypto's plain functions and not its EVP ones: an event is short, and EVP spends 40 ns on each digest
/// beside the hashing (150 against 109 for a node of the hash tree, 230 against 189 for an event; same code beneath).
/// One instance belongs to one thread at a time.
@safe package struct SHA256: ~Copyable {
    private let context: UnsafeMutablePointer<SHA256_CTX>

    package init() {
        unsafe context = .allocate(capacity: 1)
        reset()
    }

    deinit { unsafe context.deallocate() }

    /// Begins a new value.
    package mutating func reset() {
        precondition(unsafe SHA256_Init(context) == 1, "libcrypto refuses to begin SHA-256")
    }

    package mutating func update(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { unsafe update($0) }
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        let status = unsafe SHA256_Update(context, bytes.baseAddress, bytes.count)
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
        let status = unsafe digest.withUnsafeMutableBytes { bytes in
            unsafe SHA256_Final(bytes.bindMemory(to: UInt8.self).baseAddress, context)
        }
        precondition(status == 1, "libcrypto refuses to end SHA-256")
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
}
