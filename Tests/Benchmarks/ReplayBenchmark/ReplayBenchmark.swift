import BenchmarkSupport
import Glibc

/// Reading a log from its first event: scanned, decoded, folded, verified.
@main
enum ReplayBenchmark {
    private static let usage = "ReplayBenchmark [--events N] [--repetitions N]"

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
        let events = try words.number("--events", default: 1_000_000)
        let repetitions = try words.number("--repetitions", default: 3)
        try words.end()
        var report = Report()
        // A million commits of one event would take minutes on a disk, and reading is from the page cache
        // anyhow.
        let folder: Folder
        if let memory = try Folder.inMemory() { folder = memory } else { folder = try Folder.onDisk() }
        let rows = try folder.folder("rows")
        try CursorScan.make(rows: events, in: rows)
        let cursor = try CursorScan.measure(rows: events, in: rows, repetitions: repetitions)
        report.add("replay", "rows of 200 bytes", "LMDB cursor, from Swift", cursor / 1e6, "M/s")
        for shape in TestLog.Shape.allCases {
            let directory = try folder.folder(shape.rawValue)
            let start = BenchmarkClock.monotonic()
            try TestLog.make(shape, events: events, in: directory)
            report.note(
                "\(shape.rawValue): made in \((BenchmarkClock.monotonic() - start) / 1_000_000_000) s")
            let run = ReplayRun(directory: directory, events: events, repetitions: repetitions)
            let reference = Report.Reference("cursor", cursor / 1e6)
            report.add("replay", shape.rawValue, "bytes on disk per event", try run.bytesPerEvent(), "B")
            report.add(
                "replay", shape.rawValue, "scan, check, count by kind", try run.scan() / 1e6, "M/s",
                beside: reference)
            report.add("replay", shape.rawValue, "verify", try run.verify() / 1e6, "M/s", beside: reference)
            report.add(
                "replay", shape.rawValue, "and decode", try run.decode() / 1e6, "M/s", beside: reference)
            report.add("replay", shape.rawValue, "and fold", try run.fold() / 1e6, "M/s", beside: reference)
            report.add(
                "replay", shape.rawValue, "decode and index mentions", try run.index() / 1e6, "M/s",
                beside: reference)
        }
        report.printTable()
    }
}
