package import EventLog

/// Ranges of a log in compressed files that verify alone, in a row, and with the log.
package enum LogArchive {
    package enum Limits {
        /// Lines in one file, before compression. What they compress to is held in memory.
        package static let contentBytesMax = 64 << 20
    }

    /// The archives of a log in a directory, by their first event. Other files are left alone.
    package static func files(in directory: String, of identity: [UInt8]) throws(LogFileError) -> [String] {
        let prefix = LogNames.archivePrefix(identity)
        var found: [(first: UInt64, path: String)] = []
        for name in try DurableFile.names(in: directory) {
            guard name.hasPrefix(prefix), name.hasSuffix(LogNames.archiveEnding) else { continue }
            let path = "\(directory)/\(name)"
            let header = try ArchiveReader.header(of: path)
            if header.identity == identity { found.append((header.firstSequence, path)) }
        }
        return found.sorted { $0.first < $1.first }.map(\.path)
    }

    /// Archives the blocks behind what the directory holds already, as far as whole blocks end at or before the
    /// event. Each file is verified after it was written. Returns the paths of the new ones.
    package static func write(
        from source: any BlockSource, place: String, into directory: String, through end: UInt64,
        progress: (CopyProgress) -> Void = { _ in }
    ) throws(LogFileError) -> [String] {
        try DurableFile.makeDirectory(directory)
        let summary = try LogBackup.reading(place) { () throws(EventLogError) in try source.summary() }
        var begin = summary.beginning
        let present = try files(in: directory, of: summary.identity)
        if !present.isEmpty {
            let chain = try ArchiveChain.check(present)
            begin = LogBeginning(tree: chain.end.tree, lastSequence: chain.end.lastSequence)
            guard begin.lastSequence >= summary.beginning.lastSequence else {
                throw LogFileError(
                    .incomplete, place: directory,
                    "the archives end with event \(begin.lastSequence), the log begins with "
                        + "\(summary.beginning.firstSequence)",
                    advice: "bring the archives between them into this directory")
            }
            try compare(source, summary, with: begin, place: place)
        }
        var written: [String] = []
        let last = min(end, summary.lastSequence)
        while let archive = try ArchiveDraft.make(
            summary, from: source, place: place, behind: begin, through: last)
        {
            let path = "\(directory)/\(archive.header.fileName)"
            try DurableFile.write(
                [Array((archive.header.line + "\n").utf8), archive.compressed], name: archive.header.fileName,
                in: directory)
            try ArchiveReader.read(path) { _, _ in }
            written.append(path)
            begin = archive.end
            progress(CopyProgress(copied: begin.lastSequence, total: last))
        }
        return written
    }

    /// What is archived already must be what the log holds.
    private static func compare(
        _ source: any BlockSource, _ summary: LogSummary, with archived: LogBeginning, place: String
    ) throws(LogFileError) {
        var chain = BlockChain(behind: summary.beginning)
        while chain.lastSequence < archived.lastSequence {
            let blocks = try LogBackup.reading(place) { () throws(EventLogError) in
                let blocks = try source.blocks(after: chain.lastSequence, through: archived.lastSequence)
                for block in blocks { try chain.add(block) }
                return blocks
            }
            if blocks.isEmpty { break }
        }
        guard chain.end == archived else {
            throw LogFileError(
                .differentLog, place: place,
                "events 1 to \(archived.lastSequence) are not those of the archives",
                advice: "verify both, and archive into another directory")
        }
    }

    /// Makes a whole log of archives, and of the log that begins behind them where one is given.
    package static func restore(
        _ paths: [String], rest: String? = nil, into directory: String,
        progress: (CopyProgress) -> Void = { _ in }
    ) throws(LogFileError) -> CopyReport {
        let headers = try ArchiveChain.sorted(paths)
        guard let first = headers.first?.header, let last = headers.last?.header else {
            throw LogFileError(.incomplete, place: directory, "no archive was named", advice: "name archives")
        }
        var goal = LogSummary(
            identity: first.identity, createdAt: first.createdAt, beginning: first.beginning,
            blockCount: last.before.leafCount + last.blockCount, lastSequence: last.lastSequence,
            root: last.root)
        var log: EventLog?
        if let rest {
            let opened = try LogBackup.open(rest)
            let summary = try LogBackup.reading(rest) { () throws(EventLogError) in try opened.summary() }
            guard summary.identity == goal.identity else {
                throw LogFileError(
                    .differentLog, place: rest, "is another log than that of the archives",
                    advice: "name the log that they were made of")
            }
            goal = LogSummary(
                identity: goal.identity, createdAt: goal.createdAt, beginning: goal.beginning,
                blockCount: summary.blockCount, lastSequence: summary.lastSequence, root: summary.root)
            log = opened
        }
        let copy = try LogCopy(directory: directory, of: goal)
        for (header, path) in headers where header.lastSequence <= goal.lastSequence {
            try ArchiveReader.read(path) { block, _ throws(LogFileError) in try copy.add(block) }
            progress(CopyProgress(copied: copy.lastSequence, total: goal.lastSequence))
        }
        while let log, let rest, copy.lastSequence < goal.lastSequence {
            let blocks = try LogBackup.reading(rest) { () throws(EventLogError) in
                try log.blocks(after: copy.lastSequence, through: goal.lastSequence)
            }
            if blocks.isEmpty { break }
            for block in blocks { try copy.add(block) }
        }
        return try copy.finish()
    }

    /// The log is closed again: a store cannot be open twice.
    private static func head(of directory: String) throws(LogFileError) -> ([UInt8], LogBeginning) {
        let log = try LogBackup.open(directory)
        return (log.identity, log.beginning)
    }

    /// Removes from a log that nobody writes what verified archives of a directory hold, up to the last block that
    /// ends at or before the event.
    package static func prune(
        _ directory: String, through end: UInt64, archives: String
    ) throws(LogFileError) -> PruneReceipt {
        let (identity, beginning) = try head(of: directory)
        let paths = try files(in: archives, of: identity)
        guard !paths.isEmpty else {
            throw LogFileError(
                .incomplete, place: archives, "holds no archive of this log",
                advice: "make them first: tocsinctl log archive")
        }
        let chain = try ArchiveChain.check(paths, marks: [end])
        // What is removed must be in these files, from its first event on.
        guard chain.beginning.lastSequence <= beginning.lastSequence else {
            throw LogFileError(
                .incomplete, place: archives,
                "the archives begin with event \(chain.beginning.lastSequence + 1), the log with event "
                    + "\(beginning.firstSequence)",
                advice: "bring the archives before them into this directory")
        }
        guard let cut = chain.marks[end], cut.lastSequence > chain.beginning.lastSequence else {
            throw LogFileError(
                .incomplete, place: archives,
                "the archives hold no block that ends at or before event \(end)",
                advice: "archive as far as you want to prune")
        }
        return try LogBackup.reading(directory) { () throws(EventLogError) in
            try EventLog.prune(
                directory: directory,
                archived: ArchivedPrefix(
                    identity: identity, lastSequence: cut.lastSequence, tree: cut.tree))
        }
    }
}
