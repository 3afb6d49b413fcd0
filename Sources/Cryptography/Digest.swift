/// A SHA-256 value: 32 bytes, kept as four words in memory order.
package struct Digest: Hashable, Sendable, CustomStringConvertible {
    package static let byteCount = 32

    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// All zeros.
    package init() { words = (0, 0, 0, 0) }

    /// Nil unless there are exactly 32 bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init()
        unsafe withUnsafeMutableBytes { words in
            unsafe bytes.withUnsafeBytes { unsafe words.copyMemory(from: $0) }
        }
    }

    /// Nil unless 32 bytes lie at the offset.
    package init?(_ bytes: RawSpan, at offset: Int) {
        guard offset >= 0, bytes.byteCount >= Self.byteCount, offset <= bytes.byteCount - Self.byteCount
        else {
            return nil
        }
        self.init()
        unsafe withUnsafeMutableBytes { words in
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe words.copyMemory(from: .init(rebasing: bytes[offset..<offset + Self.byteCount]))
            }
        }
    }

    package var bytes: [UInt8] { unsafe withUnsafeBytes { unsafe [UInt8]($0) } }

    /// Lower-case hexadecimal.
    package var description: String {
        let digits: [UInt8] = Array("0123456789abcdef".utf8)
        return unsafe String(unsafeUninitializedCapacity: 2 * Self.byteCount) { text in
            unsafe withUnsafeBytes { bytes in
                for index in 0..<Self.byteCount {
                    unsafe text[2 * index] = unsafe digits[Int(bytes[index] >> 4)]
                    unsafe text[2 * index + 1] = unsafe digits[Int(bytes[index] & 15)]
                }
            }
            return 2 * Self.byteCount
        }
    }

    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe Swift.withUnsafeBytes(of: words) { unsafe body($0) }
    }

    package mutating func withUnsafeMutableBytes<Result>(
        _ body: (UnsafeMutableRawBufferPointer) -> Result
    ) -> Result {
        unsafe Swift.withUnsafeMutableBytes(of: &words) { unsafe body($0) }
    }

    package static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}
