internal import Cryptography
internal import EventLog
internal import Zlib

/// Reads an archive from front to back and checks everything that it says of itself.
enum ArchiveReader {
    private static let advice = "the file was changed or cut: take another copy of it"

    static func header(of path: String) throws(LogFileError) -> ArchiveHeader {
        let file = try InputFile(path)
        var line: [UInt8] = []
        while true {
            let piece = try file.next()
            if let header = try header(in: piece, after: &line, path)?.header { return header }
        }
    }

    /// Gives the blocks in order. When it returns, they continue the header's frontier to the header's root.
    @discardableResult
    static func read(
        _ path: String, _ body: (RawBlock, borrowing BlockChain) throws(LogFileError) -> Void
    ) throws(LogFileError) -> ArchiveHeader {
        let file = try InputFile(path)
        var line: [UInt8] = []
        var found: (header: ArchiveHeader, rest: [UInt8])?
        while found == nil { found = try header(in: try file.next(), after: &line, path) }
        guard let (header, rest) = found else { throw cutOff(path) }
        var lines = ArchiveLines(header: header, path: path)
        var inflater: Inflater
        do throws(ZlibError) {
            inflater = try Inflater()
        } catch {
            throw LogFileError(.badFile, place: path, error.rawValue, advice: advice)
        }
        var piece = rest
        repeat {
            try inflate(piece, with: &inflater, to: &lines, path, body)
            piece = try file.next()
        } while !piece.isEmpty
        do throws(ZlibError) {
            try inflater.finish()
        } catch {
            throw LogFileError(.badFile, place: path, "compressed part: \(error.rawValue)", advice: advice)
        }
        try lines.finish()
        return header
    }

    private static func inflate(
        _ piece: [UInt8], with inflater: inout Inflater, to lines: inout ArchiveLines, _ path: String,
        _ body: (RawBlock, borrowing BlockChain) throws(LogFileError) -> Void
    ) throws(LogFileError) {
        var failure: LogFileError?
        do throws(ZlibError) {
            _ = try inflater.add(piece) { content in
                do throws(LogFileError) {
                    try lines.add(content, body)
                    return true
                } catch {
                    failure = error
                    return false
                }
            }
        } catch {
            throw LogFileError(.badFile, place: path, "compressed part: \(error.rawValue)", advice: advice)
        }
        if let failure { throw failure }
    }

    private static func header(
        in piece: [UInt8], after line: inout [UInt8], _ path: String
    ) throws(LogFileError) -> (header: ArchiveHeader, rest: [UInt8])? {
        if piece.isEmpty { throw cutOff(path) }
        let end = piece.firstIndex(of: UInt8(ascii: "\n"))
        line.append(contentsOf: piece[..<(end ?? piece.count)])
        guard line.count <= ExactLimits.headerLineBytesMax else {
            throw LogFileError(
                .badFile, place: path, line: 1, "is longer than \(ExactLimits.headerLineBytesMax) bytes",
                advice: "this is not an archive of a log")
        }
        guard let end else { return nil }
        return (try ArchiveHeader.parse(line, place: path), Array(piece[(end + 1)...]))
    }

    private static func cutOff(_ path: String) -> LogFileError {
        LogFileError(.incomplete, place: path, line: 1, "the header line has no end", advice: advice)
    }
}

/// The lines of an archive as they are decompressed.
private struct ArchiveLines: ~Copyable {
    private let header: ArchiveHeader
    private let path: String
    private var cutter: LineCutter
    private var chain: BlockChain
    private var hasher = SHA256()
    private var byteCount: UInt64 = 0

    init(header: ArchiveHeader, path: String) {
        self.header = header
        self.path = path
        cutter = LineCutter(lineBytesMax: ExactLimits.blockLineBytesMax, firstLine: 2, place: path)
        chain = BlockChain(behind: header.beginning)
    }

    mutating func add(
        _ content: [UInt8], _ body: (RawBlock, borrowing BlockChain) throws(LogFileError) -> Void
    ) throws(LogFileError) {
        byteCount += UInt64(content.count)
        // Also the bound on what a small file can decompress to.
        guard byteCount <= header.contentBytes else {
            throw bad("contentBytes", "there is more than the header says")
        }
        hasher.update(content)
        var chain = BlockChain(behind: self.chain.end)
        let (path, end) = (path, header.lastSequence)
        try cutter.add(content) { line, number throws(LogFileError) in
            let block = try ExactLine.parse(line, number: number, place: path)
            do throws(EventLogError) {
                try chain.add(block)
            } catch {
                throw LogFileError(
                    .badFile, place: path, line: number, field: "block", error.description,
                    advice: "take another copy of the file", cause: error)
            }
            guard chain.lastSequence <= end else {
                throw LogFileError(
                    .badFile, place: path, line: number, field: "lastSequence",
                    "the block ends behind the last event that the header names",
                    advice: "take another copy of the file")
            }
            try body(block, chain)
        }
        self.chain = chain
    }

    consuming func finish() throws(LogFileError) {
        try cutter.finish()
        var chain = BlockChain(behind: self.chain.end)
        var hasher = SHA256()
        swap(&hasher, &self.hasher)
        guard byteCount == header.contentBytes else { throw bad("contentBytes", "there is less content") }
        guard hasher.finish() == header.content else {
            throw bad("content", "is not the SHA-256 of the content")
        }
        guard chain.lastSequence == header.lastSequence,
            chain.tree.leafCount == header.before.leafCount + header.blockCount
        else { throw bad("blocks", "the blocks are not as many, or end elsewhere") }
        guard chain.root() == header.root else {
            throw bad("root", "the blocks do not continue the frontier to this root")
        }
    }

    private func bad(_ field: String, _ problem: String) -> LogFileError {
        LogFileError(
            .badFile, place: path, line: 1, field: field, problem, advice: "take another copy of the file")
    }
}
