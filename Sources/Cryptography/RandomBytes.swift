internal import CCrypto
internal import Glibc

/// Bytes from the kernel's generator, for keys, salts and identifiers.
package enum RandomBytes {
    package static func make(_ count: Int) throws(CryptographyError) -> [UInt8] {
        precondition(count >= 0, "a negative number of bytes")
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe getrandom(buffer.baseAddress?.advanced(by: filled), count - filled, 0)
            }
            if got < 0 && errno == EINTR { continue }
            guard got > 0 else { throw .noRandomness }
            filled += got
        }
        return bytes
    }
}
