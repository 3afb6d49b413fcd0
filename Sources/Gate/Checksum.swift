/// CRC-32C, which finds every torn write that matters here. It is no protection against people.
package enum Checksum {
    private static let table: InlineArray<256, UInt32> = {
        var table = InlineArray<256, UInt32>(repeating: 0)
        for index in 0..<256 {
            var value = UInt32(index)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
            table[index] = value
        }
        return table
    }()

    package static func crc32c(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        var value: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            value = value >> 8 ^ table[Int(truncatingIfNeeded: (value ^ UInt32(byte)) & 0xFF)]
        }
        return value ^ 0xFFFF_FFFF
    }
}
