internal import Cryptography
internal import EventLog
internal import Zlib

/// An archive about to be written, compressed in memory.
struct ArchiveDraft {
    let header: ArchiveHeader
    let compressed: [UInt8]
    let end: LogBeginning

    /// The next blocks that end at or before the event, as many as one file holds. Nil when there are none.
    static func make(
        _ summary: LogSummary, from source: any BlockSource, place: String, behind begin: LogBeginning,
        through last: UInt64
    ) throws(LogFileError) -> ArchiveDraft? {
        var chain = BlockChain(behind: begin)
        var hasher = SHA256()
        var byteCount = 0
        var compressed: [UInt8] = []
        var deflater = try makeDeflater(place)
        var isFull = false
        while !isFull, chain.lastSequence < last {
            let blocks = try LogBackup.reading(place) { () throws(EventLogError) in
                try source.blocks(after: chain.lastSequence, through: last)
            }
            if blocks.isEmpty { break }
            for block in blocks {
                let line = Array((ExactLine.text(block) + "\n").utf8)
                let end = try LogBackup.reading(place) { () throws(EventLogError) in try block.lastSequence()
                }
                isFull =
                    end > last || byteCount > 0 && byteCount + line.count > LogArchive.Limits.contentBytesMax
                if isFull { break }
                try LogBackup.reading(place) { () throws(EventLogError) in try chain.add(block) }
                hasher.update(line)
                byteCount += line.count
                deflater.add(line, to: &compressed)
            }
        }
        guard byteCount > 0 else { return nil }
        deflater.finish(to: &compressed)
        let header = ArchiveHeader(
            identity: summary.identity, createdAt: summary.createdAt,
            firstSequence: begin.lastSequence + 1, lastSequence: chain.lastSequence, before: begin.tree,
            blockCount: chain.tree.leafCount - begin.tree.leafCount, root: chain.root(),
            content: hasher.finish(), contentBytes: UInt64(byteCount))
        return ArchiveDraft(header: header, compressed: compressed, end: chain.end)
    }

    private static func makeDeflater(_ place: String) throws(LogFileError) -> Deflater {
        do throws(ZlibError) {
            return try Deflater()
        } catch {
            throw LogFileError(.cannotWrite, place: place, "compression cannot begin: \(error.rawValue)")
        }
    }
}
