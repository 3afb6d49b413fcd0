package import EventLog

/// What a finished copy is.
package struct CopyReport: Hashable, Sendable {
    package let directory: String
    package let summary: LogSummary
    /// Events that an earlier run had copied already.
    package let resumedAfter: UInt64
    package let eventCount: UInt64
}

/// A log being made from stored blocks, whoever gives them: a backup, an import, a restoration. It is verified and
/// flushed at its end, and a run that was cut off is gone on with.
package final class LogCopy {
    package let directory: String
    private let goal: LogSummary
    private let importer: BlockImporter

    /// The directory is made unless it is there; its parent must be.
    package init(directory: String, of goal: LogSummary) throws(LogFileError) {
        self.directory = directory
        self.goal = goal
        try DurableFile.makeDirectory(directory)
        do throws(EventLogError) {
            importer = try BlockImporter.open(
                directory: directory, identity: goal.identity, createdAt: goal.createdAt,
                beginning: goal.beginning)
        } catch {
            throw LogFileError(error, place: directory)
        }
        guard importer.lastSequence <= goal.lastSequence else {
            throw LogFileError(
                .differentLog, place: directory,
                "holds \(importer.lastSequence) events, the source \(goal.lastSequence): it is ahead",
                advice: "keep it: it may be the better copy; give another directory")
        }
    }

    /// The last event that the copy holds.
    package var lastSequence: UInt64 { importer.lastSequence }

    /// The event before the block from which a source should give: the last block that is there is compared.
    package func start() throws(LogFileError) -> UInt64 {
        do throws(EventLogError) {
            let last = try importer.lastBlockStart()
            return last.map { $0 - 1 } ?? goal.beginning.lastSequence
        } catch {
            throw LogFileError(error, place: directory)
        }
    }

    /// The same before the copy is opened, for a source that must be told first; nil where there is no copy yet.
    package static func start(in directory: String) -> UInt64? {
        guard DurableFile.exists("\(directory)/data.mdb") else { return nil }
        do throws(EventLogError) {
            let log = try EventLog.open(
                directory: directory, options: EventLogOptions(access: .readOnly), clock: .system())
            return try log.lastBlockStart().map { $0 - 1 }
        } catch {
            // What is wrong with it is said when it is opened to be written.
            return nil
        }
    }

    package func add(_ block: RawBlock) throws(LogFileError) {
        do throws(EventLogError) {
            try importer.add(block)
        } catch {
            throw LogFileError(error, place: directory)
        }
    }

    /// Compares with what the source was, reads every byte of the copy again, and flushes it.
    package func finish() throws(LogFileError) -> CopyReport {
        let report: VerifyReport
        do throws(EventLogError) {
            report = try importer.finish()
        } catch {
            throw LogFileError(error, place: directory)
        }
        guard importer.lastSequence == goal.lastSequence, importer.blockCount == goal.blockCount else {
            throw LogFileError(
                .incomplete, place: directory,
                "holds events to \(importer.lastSequence) in \(importer.blockCount) blocks, the source "
                    + "\(goal.lastSequence) in \(goal.blockCount)",
                advice: "run the same command again: it goes on where it ended")
        }
        guard report.isSound, report.treeRoot == goal.root, importer.root == goal.root else {
            let finding = report.findings.first.map { "\($0.kind.rawValue) at event \($0.sequence)" }
            throw LogFileError(
                .notEqual, place: directory,
                "is not equal to the source: \(finding ?? "its root of the hash tree is another one")",
                advice: "remove it and copy again; verify the source first")
        }
        for path in ["\(directory)/data.mdb", directory, "\(directory)/.."] { try DurableFile.flush(path) }
        return CopyReport(
            directory: directory, summary: goal, resumedAfter: importer.resumedAfter,
            eventCount: goal.lastSequence - max(importer.resumedAfter, goal.beginning.lastSequence))
    }
}
