internal import Cryptography

/// Encodes a slice of a batch as a block, in the place where the store wants it.
enum BlockWriter {
    static func write(
        _ slice: BlockCutter.Slice,
        of batch: borrowing RecordBatch,
        first: UInt64,
        time: BlockTime,
        to block: UnsafeMutableRawBufferPointer
    ) {
        writeHeader(count: slice.count, time: time, to: block)
        let base = slice.start == 0 ? 0 : batch.ends[slice.start - 1]
        for index in 0..<slice.count - 1 {
            let end = UInt32(batch.ends[slice.start + index] - base)
            block.storeBytes(
                of: end.littleEndian, toByteOffset: BlockLayout.headerBytes + 4 * index, as: UInt32.self)
        }
        let records = BlockLayout.headerBytes + 4 * (slice.count - 1)
        UnsafeMutableRawBufferPointer(rebasing: block[records...]).copyMemory(
            from: batch.recordBytes(from: slice.start, count: slice.count))
        let checksum = BlockLayout.checksum(firstSequence: first, block: UnsafeRawBufferPointer(block))
        block.storeBytes(of: checksum.littleEndian, toByteOffset: BlockLayout.checksum, as: UInt32.self)
    }

    /// The leaf of the block that `write` will write.
    static func leaf(
        of slice: BlockCutter.Slice,
        in batch: borrowing RecordBatch,
        first: UInt64,
        time: BlockTime,
        with hasher: inout BlockHasher
    ) -> Digest {
        withUnsafeTemporaryAllocation(byteCount: BlockLayout.headerBytes, alignment: 8) { header in
            writeHeader(count: slice.count, time: time, to: header)
            hasher.begin(firstSequence: first, header: UnsafeRawBufferPointer(header))
        }
        for index in slice.start..<slice.start + slice.count { hasher.add(record: batch.recordBytes(index)) }
        return hasher.finish()
    }

    private static func writeHeader(count: Int, time: BlockTime, to block: UnsafeMutableRawBufferPointer) {
        block.storeBytes(of: 0, toByteOffset: BlockLayout.checksum, as: UInt32.self)
        block.storeBytes(of: BlockLayout.magicByte, toByteOffset: BlockLayout.magic, as: UInt8.self)
        block.storeBytes(of: BlockLayout.currentVersion, toByteOffset: BlockLayout.version, as: UInt8.self)
        block.storeBytes(of: UInt16(count).littleEndian, toByteOffset: BlockLayout.count, as: UInt16.self)
        block.storeBytes(of: time.wall.littleEndian, toByteOffset: BlockLayout.wall, as: Int64.self)
        block.storeBytes(of: time.boot.littleEndian, toByteOffset: BlockLayout.boot, as: Int64.self)
        block.storeBytes(
            of: time.bootIdentity.littleEndian, toByteOffset: BlockLayout.bootIdentity, as: UInt64.self)
    }
}
