internal import Cryptography
internal import CChecksum

/// What the log says of itself, under key 0: its format, its identity, and a note of the hash tree as it was some
/// blocks ago, so that opening reads only the blocks since.
package struct LogHeader: Hashable, Sendable {
    /// The newest format that this program reads. It writes version 1 for a log that begins at its first event, and
    /// version 2, with a frontier more, for one whose first blocks are in archives.
    package static let formatVersion: UInt16 = 2
    private static let wholeVersion: UInt16 = 1
    /// The tree is noted anew each time so many blocks have been added; opening reads at most that many.
    package static let blocksPerNote: UInt64 = 256
    package static let identityByteCount = 16
    private static let frontierBytes = HashTree.levelsMax * Digest.byteCount
    static let byteCount = 64 + frontierBytes
    /// Of version 2: the block count, the last sequence and the frontier of what is archived.
    static let prunedByteCount = byteCount + 24 + frontierBytes
    private static let magic: [UInt8] = Array("TOCSINLG".utf8)

    package var identity: [UInt8]
    package var createdAt: Int64
    package var tree: HashTree
    /// The last event that the noted tree covers; 0 when it is empty.
    package var treeLastSequence: UInt64
    /// What lies in archives and no longer here; empty for a whole log.
    package var beginning = LogBeginning()

    func encoded() -> [UInt8] {
        let isWhole = beginning.isFirst
        var bytes = [UInt8](repeating: 0, count: isWhole ? Self.byteCount : Self.prunedByteCount)
        bytes.withUnsafeMutableBytes { bytes in
            bytes.copyBytes(from: Self.magic)
            let version = isWhole ? Self.wholeVersion : Self.formatVersion
            bytes.storeBytes(of: version.littleEndian, toByteOffset: 8, as: UInt16.self)
            UnsafeMutableRawBufferPointer(rebasing: bytes[16..<32]).copyBytes(from: identity)
            bytes.storeBytes(of: createdAt.littleEndian, toByteOffset: 32, as: Int64.self)
            Self.write(tree, through: treeLastSequence, to: bytes, at: 40)
            if !isWhole {
                Self.write(beginning.tree, through: beginning.lastSequence, to: bytes, at: Self.byteCount)
            }
            let checksum = tocsin_crc32c(0, bytes.baseAddress, bytes.count)
            bytes.storeBytes(of: checksum.littleEndian, toByteOffset: 12, as: UInt32.self)
        }
        return bytes
    }

    private static func write(
        _ tree: HashTree, through last: UInt64, to bytes: UnsafeMutableRawBufferPointer, at offset: Int
    ) {
        bytes.storeBytes(of: tree.leafCount.littleEndian, toByteOffset: offset, as: UInt64.self)
        bytes.storeBytes(of: last.littleEndian, toByteOffset: offset + 8, as: UInt64.self)
        bytes.storeBytes(
            of: UInt32(tree.frontier.count).littleEndian, toByteOffset: offset + 16, as: UInt32.self)
        for (index, digest) in tree.frontier.enumerated() {
            let start = offset + 24 + index * Digest.byteCount
            digest.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + Digest.byteCount])
                    .copyMemory(from: $0)
            }
        }
    }

    static func decode(_ bytes: [UInt8]) throws(EventLogError) -> LogHeader {
        guard bytes.count >= 16, bytes.starts(with: magic) else { throw EventLogError(.notALog) }
        let span = bytes.span.bytes
        let version: UInt16 = span.load(at: 8)
        // Judged before the checksum: only the first ten bytes mean the same in every format to come.
        guard version <= formatVersion else {
            throw EventLogError(
                .newerFormat,
                detail: "the log has format \(version), this program reads up to \(formatVersion)")
        }
        let isWhole = version <= wholeVersion
        guard bytes.count == (isWhole ? byteCount : prunedByteCount) else {
            throw EventLogError(.damaged, detail: "log header: length")
        }
        var cleared = bytes
        cleared.replaceSubrange(12..<16, with: [0, 0, 0, 0])
        let checksum = cleared.withUnsafeBytes { tocsin_crc32c(0, $0.baseAddress, $0.count) }
        guard checksum == span.load(at: 12) else {
            throw EventLogError(.damaged, detail: "log header: checksum")
        }
        guard let (tree, last) = tree(in: span, at: 40) else {
            throw EventLogError(.damaged, detail: "log header: tree")
        }
        var header = LogHeader(
            identity: Array(bytes[16..<32]), createdAt: span.load(at: 32), tree: tree, treeLastSequence: last)
        if !isWhole {
            guard let (archived, archivedLast) = Self.tree(in: span, at: byteCount),
                archived.leafCount > 0, archived.leafCount <= tree.leafCount, archivedLast <= last
            else { throw EventLogError(.damaged, detail: "log header: beginning") }
            header.beginning = LogBeginning(tree: archived, lastSequence: archivedLast)
        }
        return header
    }

    private static func tree(in span: RawSpan, at offset: Int) -> (tree: HashTree, last: UInt64)? {
        let count = Int(span.load(at: offset + 16) as UInt32)
        guard count <= HashTree.levelsMax else { return nil }
        let last: UInt64 = span.load(at: offset + 8)
        let frontier = (0..<count).compactMap { Digest(span, at: offset + 24 + $0 * Digest.byteCount) }
        guard let tree = HashTree(leafCount: span.load(at: offset), frontier: frontier),
            last < BlockLayout.sequenceEnd
        else { return nil }
        return (tree, last)
    }
}
