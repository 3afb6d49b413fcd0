import BenchmarkSupport
import EventLog
import Glibc

/// Durable appends: many threads that each wait until their events are on disk, through the one writer.
@main
enum AppendBenchmark {
    private static let usage = "AppendBenchmark [--seconds N] [--writers N]"
    /// Records of one whole batch for the density of a burst.
    private static let burst = 256

    static func main() {
        do throws(BenchmarkError) {
            try run()
        } catch {
            print("\(error)\n\(usage)")
            exit(1)
        }
    }

    private static func run() throws(BenchmarkError) {
        var words = Words()
        let seconds = try words.number("--seconds", default: 5)
        let writers = try words.number("--writers", default: 64)
        try words.end()
        var report = Report()
        for eventsPerCall in [1, 16] {
            let disk = try Folder.onDisk()
            let flushes = try FlushLoop(in: disk.path)
            let before = try flushes.samples(1_000)
            let result = try AppendRun(writers: writers, eventsPerCall: eventsPerCall, seconds: seconds)
                .run(in: try disk.folder("log"))
            let after = try flushes.samples(1_000)
            let perSecond = 2_000_000 / (before.mean + after.mean)
            let configuration = "\(writers) writers, \(eventsPerCall) events a call"
            report.add("append", configuration, "flushes alone", perSecond, "/s")
            report.add(
                "append", configuration, "events durable", result.eventsPerSecond, "/s",
                beside: .init("flushes/s", perSecond))
            report.add(
                "append", configuration, "commits", result.commitsPerSecond, "/s",
                // A commit of LMDB is two flushes: its data, then its meta page.
                beside: .init("flushes/s / 2", perSecond / 2)
            )
            report.add(
                "append", configuration, "answered p50", result.latency.median, "us",
                beside: .init("flush p50", before.median))
            report.add(
                "append", configuration, "answered p99", result.latency.percentile(99), "us",
                beside: .init("flush p99", before.percentile(99))
            )
        }
        try density(&report)
        report.printTable()
    }

    /// Bytes on disk for a record of 200 bytes. Where it is kept makes no difference, so memory will do.
    private static func density(_ report: inout Report) throws(BenchmarkError) {
        for (name, perCommit, commits) in [("burst", burst, 2_000), ("calm", 1, 20_000)] {
            guard let folder = try Folder.inMemory() else {
                return report.note("density left out: no file system in memory")
            }
            do throws(EventLogError) {
                let log = try EventLog.open(directory: folder.path, clock: .system())
                let before = try log.statistics()
                var batch = log.makeBatch()
                let space = TestRecord.Space()
                for _ in 0..<commits {
                    for _ in 0..<perCommit { try TestRecord.append(to: &batch, using: space) }
                    _ = try log.append(&batch)
                }
                let after = try log.statistics()
                let bytes = Double((after.pagesInUse - before.pagesInUse) * after.pageBytes)
                report.add(
                    "append", name, "bytes on disk per event", bytes / Double(commits * perCommit), "B",
                    beside: .init("record", Double(TestRecord.bytes))
                )
            } catch {
                throw BenchmarkError("the log failed: \(error)")
            }
        }
    }
}
