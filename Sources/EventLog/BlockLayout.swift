internal import CChecksum

/// Where the parts of a block lie. `docs/log-format.md` says what they mean and why the header is this short.
enum BlockLayout {
    static let checksum = 0
    static let magic = 4
    static let version = 5
    static let count = 6
    static let wall = 8
    static let boot = 16
    static let bootIdentity = 24
    static let headerBytes = 32

    static let magicByte = UInt8(ascii: "T")
    static let currentVersion: UInt8 = 1
    /// Records in a block, by the width of the count.
    static let recordsMax = Int(UInt16.max)

    /// No log comes near it; a key beyond it is damage, and below it sums cannot overflow.
    static let sequenceEnd: UInt64 = 1 << 62

    /// The size of a block: header, one end offset for each record but the last, records.
    static func byteCount(records: Int, recordBytes: Int) -> Int {
        headerBytes + 4 * (records - 1) + recordBytes
    }

    /// CRC-32C over the block's key and everything behind the checksum.
    static func checksum(firstSequence: UInt64, block: UnsafeRawBufferPointer) -> UInt32 {
        let crc = withUnsafeBytes(of: firstSequence.littleEndian) {
            tocsin_crc32c(0, $0.baseAddress, $0.count)
        }
        guard let start = block.baseAddress else { return crc }
        return tocsin_crc32c(crc, start + magic, block.count - magic)
    }
}

/// Why bytes are not a block.
package enum BlockFault: String, Error, Hashable, Sendable, CaseIterable {
    case tooShort = "too-short"
    case notABlock = "not-a-block"
    case newerVersion = "newer-version"
    case empty = "empty"
    case sequenceOutOfRange = "sequence-out-of-range"
    case offsetsOutOfOrder = "offsets-out-of-order"
    case checksumMismatch = "checksum-mismatch"
}
