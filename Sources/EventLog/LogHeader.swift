internal import Cryptography
internal import CChecksum

/// What the log says of itself, under key 0: its format, its identity, and a note of the hash tree as it was some
/// blocks ago, so that opening reads only the blocks since.
package struct LogHeader: Hashable, Sendable {
    /// The format that this program writes, and the newest that it reads.
    package static let formatVersion: UInt16 = 1
    /// The tree is noted anew each time so many blocks have been added; opening reads at most that many.
    package static let blocksPerNote: UInt64 = 256
    package static let identityByteCount = 16
    static let byteCount = 64 + HashTree.levelsMax * Digest.byteCount
    private static let magic: [UInt8] = Array("TOCSINLG".utf8)

    package var identity: [UInt8]
    package var createdAt: Int64
    package var tree: HashTree
    /// The last event that the noted tree covers; 0 when it is empty.
    package var treeLastSequence: UInt64

    func encoded() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.byteCount)
        bytes.withUnsafeMutableBytes { bytes in
            bytes.copyBytes(from: Self.magic)
            bytes.storeBytes(of: Self.formatVersion.littleEndian, toByteOffset: 8, as: UInt16.self)
            UnsafeMutableRawBufferPointer(rebasing: bytes[16..<32]).copyBytes(from: identity)
            bytes.storeBytes(of: createdAt.littleEndian, toByteOffset: 32, as: Int64.self)
            bytes.storeBytes(of: tree.leafCount.littleEndian, toByteOffset: 40, as: UInt64.self)
            bytes.storeBytes(of: treeLastSequence.littleEndian, toByteOffset: 48, as: UInt64.self)
            bytes.storeBytes(of: UInt32(tree.frontier.count).littleEndian, toByteOffset: 56, as: UInt32.self)
            for (index, digest) in tree.frontier.enumerated() {
                let start = 64 + index * Digest.byteCount
                digest.withUnsafeBytes {
                    UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + Digest.byteCount])
                        .copyMemory(from: $0)
                }
            }
            let checksum = tocsin_crc32c(0, bytes.baseAddress, bytes.count)
            bytes.storeBytes(of: checksum.littleEndian, toByteOffset: 12, as: UInt32.self)
        }
        return bytes
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
        guard bytes.count == byteCount else { throw EventLogError(.damaged, detail: "log header: length") }
        var cleared = bytes
        cleared.replaceSubrange(12..<16, with: [0, 0, 0, 0])
        let checksum = cleared.withUnsafeBytes { tocsin_crc32c(0, $0.baseAddress, $0.count) }
        guard checksum == span.load(at: 12) else {
            throw EventLogError(.damaged, detail: "log header: checksum")
        }
        let frontierCount = Int(span.load(at: 56) as UInt32)
        var frontier: [Digest] = []
        for index in 0..<min(frontierCount, HashTree.levelsMax) {
            if let digest = Digest(span, at: 64 + index * Digest.byteCount) { frontier.append(digest) }
        }
        guard let tree = HashTree(leafCount: span.load(at: 40), frontier: frontier),
            frontier.count == frontierCount, span.load(at: 48) < BlockLayout.sequenceEnd
        else {
            throw EventLogError(.damaged, detail: "log header: tree")
        }
        return LogHeader(
            identity: Array(bytes[16..<32]), createdAt: span.load(at: 32), tree: tree,
            treeLastSequence: span.load(at: 48))
    }
}
