internal import CCrypto

/// AES-256-GCM with two contexts that are used again and again: looking the cipher up costs more than sealing a short
/// text, and it is done once.
///
/// A box is nonce, ciphertext, tag. The caller answers for it that no nonce is ever used twice with the same key. One
/// instance belongs to one thread at a time.
@safe package struct SealedBox: ~Copyable {
    package static let keyByteCount = 32
    package static let nonceByteCount = 12
    package static let tagByteCount = 16
    /// What a box has beyond its plaintext.
    package static let overheadByteCount = nonceByteCount + tagByteCount
    /// Above the longest record by far, and within what libcrypto counts in.
    package static let bytesMax = 64 << 20

    private let sealing: OpaquePointer
    private let opening: OpaquePointer

    package init() {
        guard let sealing = unsafe EVP_CIPHER_CTX_new(), let opening = unsafe EVP_CIPHER_CTX_new() else {
            preconditionFailure("libcrypto has no memory for a cipher context")
        }
        let made =
            unsafe EVP_CipherInit_ex(sealing, EVP_aes_256_gcm(), nil, nil, nil, 1) == 1
            && EVP_CipherInit_ex(opening, EVP_aes_256_gcm(), nil, nil, nil, 0) == 1
        precondition(made, "libcrypto refuses AES-256-GCM")
        unsafe self.sealing = sealing
        unsafe self.opening = opening
    }

    deinit {
        unsafe EVP_CIPHER_CTX_free(sealing)
        unsafe EVP_CIPHER_CTX_free(opening)
    }

    /// Nonce, ciphertext, tag. Key 32 bytes, nonce 12.
    package mutating func seal(
        _ plaintext: [UInt8],
        key: [UInt8],
        nonce: [UInt8],
        associatedData: [UInt8] = []
    ) -> [UInt8] {
        precondition(key.count == Self.keyByteCount, "a key of AES-256-GCM has 32 bytes")
        precondition(nonce.count == Self.nonceByteCount, "a nonce of a sealed box has 12 bytes")
        precondition(
            plaintext.count <= Self.bytesMax && associatedData.count <= Self.bytesMax, "too long a text")
        let textEnd = Self.nonceByteCount + plaintext.count
        let context = unsafe sealing
        return unsafe [UInt8](unsafeUninitializedCapacity: textEnd + Self.tagByteCount) { box, boxCount in
            var count: Int32 = 0
            var done =
                unsafe EVP_CipherInit_ex(context, nil, nil, key, nonce, 1) == 1
                && (associatedData.isEmpty
                    || EVP_CipherUpdate(context, nil, &count, associatedData, Int32(associatedData.count))
                        == 1)
            guard let start = box.baseAddress else { return }
            unsafe start.update(from: nonce, count: nonce.count)
            let text = unsafe start + Self.nonceByteCount
            if !plaintext.isEmpty {
                done =
                    unsafe done
                    && EVP_CipherUpdate(context, text, &count, plaintext, Int32(plaintext.count)) == 1
                    && Int(count) == plaintext.count
            }
            let tag = unsafe start + textEnd
            done =
                unsafe done && EVP_CipherFinal_ex(context, tag, &count) == 1 && count == 0
                && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagByteCount), tag) == 1
            precondition(done, "libcrypto refuses to seal")
            boxCount = textEnd + Self.tagByteCount
        }
    }

    /// The plaintext; nil when box, key and associated data do not belong together.
    package mutating func open(
        _ box: [UInt8],
        key: [UInt8],
        associatedData: [UInt8] = []
    ) -> [UInt8]? {
        let textCount = box.count - Self.overheadByteCount
        guard textCount >= 0, key.count == Self.keyByteCount, textCount <= Self.bytesMax,
            associatedData.count <= Self.bytesMax
        else { return nil }
        let context = unsafe opening
        var plaintext = [UInt8](repeating: 0, count: textCount)
        var tag = Array(box[(Self.nonceByteCount + textCount)...])
        let opened = unsafe box.withUnsafeBufferPointer { box in
            var count: Int32 = 0
            guard let start = box.baseAddress,
                unsafe EVP_CipherInit_ex(context, nil, nil, key, start, 0) == 1,
                unsafe associatedData.isEmpty
                    || EVP_CipherUpdate(context, nil, &count, associatedData, Int32(associatedData.count))
                        == 1
            else { return false }
            if textCount > 0 {
                let text = unsafe start + Self.nonceByteCount
                guard unsafe EVP_CipherUpdate(context, &plaintext, &count, text, Int32(textCount)) == 1 else {
                    return false
                }
            }
            // Final writes nothing in this mode; it needs a place all the same.
            var end = [UInt8](repeating: 0, count: Self.tagByteCount)
            return unsafe EVP_CIPHER_CTX_ctrl(
                context, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagByteCount), &tag) == 1
                && EVP_CipherFinal_ex(context, &end, &count) == 1
        }
        guard opened else {
            ERR_clear_error()
            return nil
        }
        return plaintext
    }
}
