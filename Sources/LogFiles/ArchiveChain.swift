package import Cryptography
package import EventLog

/// Archives that were read to their ends and follow one another.
package struct ArchiveChain: Hashable, Sendable {
    package let identity: [UInt8]
    /// Before the first archive; empty when that holds the log's first event.
    package let beginning: LogBeginning
    package let end: LogBeginning
    package let root: Digest
    package let fileCount: Int
    /// For each event asked for, the end of the last block that ends at or before it.
    package let marks: [UInt64: LogBeginning]

    package var lastSequence: UInt64 { end.lastSequence }

    /// Reads every file. They may be given in any order.
    package static func check(
        _ paths: [String], marks wanted: Set<UInt64> = [], progress: (CopyProgress) -> Void = { _ in }
    ) throws(LogFileError) -> ArchiveChain {
        let headers = try sorted(paths)
        guard let first = headers.first, let last = headers.last else {
            throw LogFileError(.incomplete, place: "-", "no archive was named", advice: "name archives")
        }
        var end = first.header.beginning
        var marks: [UInt64: LogBeginning] = [:]
        for mark in wanted where mark >= end.lastSequence { marks[mark] = end }
        for (header, path) in headers {
            guard header.beginning == end else {
                throw LogFileError(
                    .notEqual, place: path, field: "frontier",
                    "does not go on from the archive before it", advice: "one of the two is not of this log")
            }
            try ArchiveReader.read(path) { _, chain in
                end = chain.end
                for mark in wanted where end.lastSequence <= mark { marks[mark] = end }
            }
            progress(CopyProgress(copied: end.lastSequence, total: last.header.lastSequence))
        }
        return ArchiveChain(
            identity: first.header.identity, beginning: first.header.beginning, end: end,
            root: last.header.root, fileCount: headers.count, marks: marks)
    }

    /// By their first event, after their headers: of one log, without a gap.
    static func sorted(_ paths: [String]) throws(LogFileError) -> [(header: ArchiveHeader, path: String)] {
        var headers: [(header: ArchiveHeader, path: String)] = []
        for path in paths { headers.append((try ArchiveReader.header(of: path), path)) }
        headers.sort { $0.header.firstSequence < $1.header.firstSequence }
        for (before, after) in zip(headers, headers.dropFirst()) {
            guard before.header.identity == after.header.identity,
                before.header.createdAt == after.header.createdAt
            else {
                throw LogFileError(
                    .differentLog, place: after.path, "is an archive of another log",
                    advice: "name archives of one log")
            }
            guard before.header.lastSequence + 1 == after.header.firstSequence else {
                throw LogFileError(
                    .incomplete, place: after.path,
                    "begins with event \(after.header.firstSequence), the one before it ends with "
                        + "\(before.header.lastSequence)",
                    advice: "name each archive once, and the ones between them too")
            }
        }
        return headers
    }

    /// Compares with the log that these are archives of, and reads every byte of it. The report's root is that of
    /// the whole log; it says nothing of events that lie neither here nor there.
    package func check(with directory: String) throws(LogFileError) -> VerifyReport {
        let log = try LogBackup.open(directory)
        guard log.identity == identity else {
            throw LogFileError(
                .differentLog, place: directory, "is another log than that of the archives",
                advice: "name the log's own directory")
        }
        let start = log.beginning
        guard end.lastSequence >= start.lastSequence else {
            throw LogFileError(
                .incomplete, place: directory,
                "begins with event \(start.firstSequence), the archives end with \(end.lastSequence)",
                advice: "name the archives between them too")
        }
        let isBeginning = start.isFirst || start == beginning || marks[start.lastSequence] == start
        guard isBeginning else {
            throw LogFileError(
                .notEqual, place: directory, "does not go on from these archives",
                advice: "the archives or the log were changed: compare with other copies")
        }
        return try LogBackup.reading(directory) { () throws(EventLogError) in
            if end.lastSequence > start.lastSequence {
                let tree = try log.tree(through: end.lastSequence)
                guard tree == end.tree else {
                    throw EventLogError(.differentLog, detail: "its blocks are not those of the archives")
                }
            }
            return try log.verify()
        }
    }

    /// The mark that `check(with:)` needs of a log.
    package static func mark(for directory: String) throws(LogFileError) -> UInt64 {
        try LogBackup.open(directory).beginning.lastSequence
    }
}
