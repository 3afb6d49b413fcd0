package import EventLog
internal import Glibc

/// A whole log as text, exactly: a header line, then one stored block a line.
package enum ExactExport {
    /// Gives the lines in portions, each line with its end; stops when `body` says false. Returns the header.
    @discardableResult
    package static func lines(
        of source: any BlockSource, place: String, verifierKey: String? = nil,
        _ body: (String) throws(LogFileError) -> Bool
    ) throws(LogFileError) -> ExactHeader {
        let summary = try LogBackup.reading(place) { () throws(EventLogError) in try source.summary() }
        let header = ExactHeader(summary: summary, verifierKey: verifierKey)
        guard try body(header.line + "\n") else { return header }
        var position = summary.beginning.lastSequence
        while position < summary.lastSequence {
            let blocks = try LogBackup.reading(place) { () throws(EventLogError) in
                try source.blocks(after: position, through: summary.lastSequence)
            }
            guard let last = blocks.last else { break }
            guard try body(blocks.map { ExactLine.text($0) + "\n" }.joined()) else { break }
            position = try LogBackup.reading(place) { () throws(EventLogError) in try last.lastSequence() }
        }
        return header
    }

    /// Whether a file begins as an exact export does, not as lines of events.
    package static func isExact(_ path: String) throws(LogFileError) -> Bool {
        let beginning = try InputFile(path).next()
        return beginning.starts(with: Array("{\"tocsin\":\"exact\"".utf8))
    }

    /// Makes the log that a file says, or goes on with it, in a directory of its own.
    package static func importFile(
        _ path: String, into directory: String, progress: (CopyProgress) -> Void = { _ in }
    ) throws(LogFileError) -> CopyReport {
        var reader = ExactReader(place: path, directory: directory)
        let file = try InputFile(path)
        while true {
            let piece = try file.next()
            if piece.isEmpty { break }
            try reader.add(piece)
            if let at = reader.progress { progress(at) }
        }
        return try reader.finish()
    }
}

/// Takes an exact export piece by piece, however it comes, and makes the log.
package struct ExactReader: ~Copyable {
    private let place: String
    private let directory: String
    private var cutter: LineCutter
    private var copy: LogCopy?
    private var goal: LogSummary?

    package init(place: String, directory: String) {
        self.place = place
        self.directory = directory
        cutter = LineCutter(lineBytesMax: ExactLimits.blockLineBytesMax, place: place)
    }

    package var progress: CopyProgress? {
        guard let copy, let goal else { return nil }
        return CopyProgress(copied: copy.lastSequence, total: goal.lastSequence)
    }

    package mutating func add(_ piece: [UInt8]) throws(LogFileError) {
        var copy = self.copy
        var goal = self.goal
        let (place, directory) = (place, directory)
        try cutter.add(piece) { line, number throws(LogFileError) in
            if let copy {
                try Self.take(line, number, place, into: copy)
            } else {
                let header = try ExactHeader.parse(line, place: place)
                goal = header.summary
                copy = try LogCopy(directory: directory, of: header.summary)
            }
        }
        self.copy = copy
        self.goal = goal
    }

    private static func take(
        _ line: [UInt8], _ number: Int, _ place: String, into copy: LogCopy
    ) throws(LogFileError) {
        let block = try ExactLine.parse(line, number: number, place: place)
        do throws(LogFileError) {
            try copy.add(block)
        } catch {
            // What is wrong with the block is wrong with the file's line; what is wrong with the disk is not.
            guard let cause = error.cause, cause.code == .damaged || cause.code == .newerFormat else {
                throw error
            }
            throw LogFileError(
                .badFile, place: place, line: number, field: "block", cause.description,
                advice: "the file was changed or cut: fetch it again", cause: cause)
        }
    }

    package consuming func finish() throws(LogFileError) -> CopyReport {
        try cutter.finish()
        guard let copy else {
            throw LogFileError(
                .incomplete, place: place, line: 1, "there is no header line",
                advice: "the file is empty: fetch it again")
        }
        return try copy.finish()
    }
}
