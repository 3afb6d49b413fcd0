/// One block as it lies in the store: the events of one commit, or a part of them. Checked when made.
package struct BlockView: ~Escapable {
    package let firstSequence: Envelope.Sequence
    package let count: Int
    private let bytes: RawSpan
    private let recordsStart: Int

    /// Checks layout and checksum; the records are checked as they are read.
    @_lifetime(copy bytes)
    package init(validating bytes: RawSpan, firstSequence: UInt64) throws(BlockFault) {
        guard bytes.byteCount >= BlockLayout.headerBytes else { throw .tooShort }
        guard bytes.load(at: BlockLayout.magic) as UInt8 == BlockLayout.magicByte else { throw .notABlock }
        let stored: UInt32 = bytes.load(at: BlockLayout.checksum)
        let computed = bytes.withUnsafeBytes { BlockLayout.checksum(firstSequence: firstSequence, block: $0) }
        let version: UInt8 = bytes.load(at: BlockLayout.version)
        guard stored == computed else { throw .checksumMismatch }
        guard version == BlockLayout.currentVersion else { throw .newerVersion }
        let count = Int(bytes.load(at: BlockLayout.count) as UInt16)
        guard count > 0 else { throw .empty }
        guard firstSequence > 0, firstSequence < BlockLayout.sequenceEnd else { throw .sequenceOutOfRange }
        let recordsStart = BlockLayout.headerBytes + 4 * (count - 1)
        guard recordsStart < bytes.byteCount else { throw .tooShort }
        var previous: UInt32 = 0
        for index in 0..<count - 1 {
            let end: UInt32 = bytes.load(at: BlockLayout.headerBytes + 4 * index)
            guard end > previous else { throw .offsetsOutOfOrder }
            previous = end
        }
        guard Int(previous) < bytes.byteCount - recordsStart else { throw .offsetsOutOfOrder }
        self.firstSequence = Envelope.Sequence(rawValue: firstSequence)
        self.count = count
        self.bytes = bytes
        self.recordsStart = recordsStart
    }

    package var lastSequence: Envelope.Sequence {
        Envelope.Sequence(rawValue: firstSequence.rawValue &+ UInt64(count - 1))
    }

    package var time: BlockTime {
        BlockTime(
            wall: bytes.load(at: BlockLayout.wall), boot: bytes.load(at: BlockLayout.boot),
            bootIdentity: bytes.load(at: BlockLayout.bootIdentity))
    }

    func withHeader<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        bytes.extracting(first: BlockLayout.headerBytes).withUnsafeBytes(body)
    }

    /// The record's bytes; `index` runs from 0 to `count` - 1.
    @_lifetime(copy self)
    package func recordBytes(_ index: Int) -> RawSpan {
        let start = index == 0 ? 0 : end(of: index - 1)
        let end = index == count - 1 ? bytes.byteCount - recordsStart : end(of: index)
        return bytes.extracting(recordsStart + start..<recordsStart + end)
    }

    @_lifetime(copy self)
    package func record(_ index: Int) throws(RecordFault) -> RecordView {
        try RecordView(
            validating: recordBytes(index),
            sequence: Envelope.Sequence(rawValue: firstSequence.rawValue &+ UInt64(index)))
    }

    private func end(of index: Int) -> Int {
        Int(bytes.load(at: BlockLayout.headerBytes + 4 * index) as UInt32)
    }
}
