import CChecksum

enum Checksums {
    static func hardware(_ bytes: [UInt8]) -> UInt32 { tocsin_crc32c(0, bytes, bytes.count) }

    static func portable(_ bytes: [UInt8]) -> UInt32 { tocsin_crc32c_portable(0, bytes, bytes.count) }
}
