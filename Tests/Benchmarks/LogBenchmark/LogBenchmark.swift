import BenchmarkSupport
import CrisisModel
import Engine
import EventLog
import Glibc
import Projections
import Varlink

/// A log of ten million events, made once: what it takes to verify it, to fold it, to go back in it, and to start a
/// daemon on it.
@main
enum LogBenchmark {
    private static let usage = "LogBenchmark [--events N] [--directory STATE-DIRECTORY-TO-KEEP]"

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
        let events = try words.number("--events", default: 10_000_000)
        let kept = try words.text("--directory")
        try words.end()
        let disk = try Folder.onDisk()
        let state: String
        if let kept {
            mkdir(kept, 0o700)
            state = kept
        } else {
            state = try disk.folder("state")
        }
        var report = Report()
        if access(state + "/log/data.mdb", F_OK) != 0 {
            let start = BenchmarkClock.monotonic()
            try LongLog.make(events: events, in: state)
            report.add("long log", "made", "decided, sealed, durable", rate(events, since: start), "M/s")
        }
        let name = "\(events) events"
        try measureLog(state, name, &report)
        try measureDaemon(state, name, &report)
        report.printTable()
    }

    private static func rate(_ events: Int, since start: UInt64) -> Double {
        Double(events) / Double(BenchmarkClock.monotonic() - start) * 1_000
    }

    private static func milliseconds(since start: UInt64) -> Double {
        Double(BenchmarkClock.monotonic() - start) / 1e6
    }

    // MARK: The log by itself

    private static func measureLog(
        _ state: String, _ name: String, _ report: inout Report
    ) throws(BenchmarkError) {
        do throws(EventLogError) {
            let log = try EventLog.open(
                directory: state + "/log", options: EventLogOptions(access: .readOnly), clock: .system())
            let count = Int(log.head.eventCount)
            let file = try log.statistics()
            let used = Double(file.pagesInUse * file.pageBytes)
            report.add("long log", name, "bytes on disk per event", used / Double(count), "B")
            // What reading the same bytes costs, twice, so that the cache is warm for everybody.
            _ = readFile(state + "/log/data.mdb")
            let read = Double(count) / readFile(state + "/log/data.mdb") / 1e6
            report.add("long log", name, "reading the file", read, "M/s")
            var start = BenchmarkClock.monotonic()
            let bytes = try log.verify()
            guard bytes.isSound else { throw EventLogError(.damaged, detail: "\(bytes.findings.prefix(3))") }
            report.add(
                "long log", name, "verify the bytes", rate(count, since: start), "M/s",
                beside: .init("read", read))
            start = BenchmarkClock.monotonic()
            let whole = LogVerification.run(log) { _, _ in }
            guard whole.isSound, let hash = whole.stateHash else {
                throw EventLogError(.damaged, detail: "\(whole.findings.prefix(3))")
            }
            report.add(
                "long log", name, "log verify: bytes, checkpoints, fold, \(whole.hashesCompared) hashes",
                rate(count, since: start), "M/s", beside: .init("read", read))
            try measureFold(log, count, name, hash, read, &report)
        } catch {
            throw BenchmarkError("the log failed: \(error)")
        }
    }

    private static func measureFold(
        _ log: EventLog, _ count: Int, _ name: String, _ hash: Digest, _ read: Double, _ report: inout Report
    ) throws(EventLogError) {
        do throws(ReplayError) {
            var start = BenchmarkClock.monotonic()
            let state = try Replay.state(of: log)
            report.add(
                "long log", name, "fold from event 1", rate(count, since: start), "M/s",
                beside: .init("read", read))
            start = BenchmarkClock.monotonic()
            guard StateHash.of(state) == hash else { throw .log(EventLogError(.damaged, detail: "hash")) }
            report.add("long log", name, "state hash", milliseconds(since: start), "ms")
            start = BenchmarkClock.monotonic()
            _ = try PastState.at(UInt64(count / 2), in: log)
            report.add("long log", name, "state in the middle, no snapshot", milliseconds(since: start), "ms")
        } catch {
            throw EventLogError(.damaged, detail: "\(error)")
        }
    }

    /// Seconds for one pass over a file's bytes.
    private static func readFile(_ path: String) -> Double {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return .infinity }
        defer { close(descriptor) }
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        let start = BenchmarkClock.monotonic()
        while read(descriptor, &piece, piece.count) > 0 {}
        return Double(BenchmarkClock.monotonic() - start) / 1e9
    }

    // MARK: A daemon on it

    private static func measureDaemon(
        _ state: String, _ name: String, _ report: inout Report
    ) throws(BenchmarkError) {
        _ = try Program.time(["/bin/rm", "-rf", "--", state + "/projections", state + "/snapshots"])
        var start = BenchmarkClock.monotonic()
        var daemon = try LiveDaemon(state: state)
        report.add("daemon", name, "ready, no snapshot, no index", milliseconds(since: start), "ms")
        try untilMentionsAreTaken(daemon)
        report.add("daemon", name, "mentions taken, no index before", milliseconds(since: start), "ms")
        _ = try daemon.call("org.tocsin.Log.SignCheckpoint")
        memory(daemon, name, "RssAnon after the fold", &report)
        daemon.kill()
        start = BenchmarkClock.monotonic()
        daemon = try LiveDaemon(state: state)
        report.add("daemon", name, "ready after kill -9", milliseconds(since: start), "ms")
        try untilMentionsAreTaken(daemon)
        report.add("daemon", name, "mentions taken after kill -9", milliseconds(since: start), "ms")
        memory(daemon, name, "RssAnon after a start from a snapshot", &report)
        daemon.kill()
        if dropCaches() {
            start = BenchmarkClock.monotonic()
            daemon = try LiveDaemon(state: state)
            report.add("daemon", name, "ready after kill -9, cold", milliseconds(since: start), "ms")
            daemon.kill()
        }
        start = BenchmarkClock.monotonic()
        daemon = try LiveDaemon(state: state)
        try daemon.end()
        report.add("daemon", name, "start and orderly end", milliseconds(since: start), "ms")
    }

    private static func untilMentionsAreTaken(_ daemon: LiveDaemon) throws(BenchmarkError) {
        let time = EventTime(microsecondsSinceEpoch: BenchmarkClock.wallMicroseconds()).rfc3339
        let line: JSONValue = .string(
            #"{"source":"benchmark","id":"probe-\#(time)","author":"probe","text":"hello","occurredAt":"\#(time)"}"#
        )
        while true {
            do throws(BenchmarkError) {
                _ = try daemon.call(
                    "org.tocsin.Mention.Import", ["lines": .array([line]), "firstLine": 1, "mode": "history"])
                return
            } catch {
                BenchmarkClock.pause(microseconds: 5_000)
            }
        }
    }

    private static func memory(
        _ daemon: LiveDaemon, _ name: String, _ figure: String, _ report: inout Report
    ) {
        for line in Program.text(of: "/proc/\(daemon.pid)/status").split(separator: "\n")
        where line.hasPrefix("RssAnon:") {
            let kilobytes = Double(line.split(separator: " ").dropFirst().first ?? "0") ?? 0
            report.add("daemon", name, figure, kilobytes / 1024, "MB")
        }
    }

    /// Only root may.
    private static func dropCaches() -> Bool {
        sync()
        let descriptor = open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return write(descriptor, "3", 1) == 1
    }
}
