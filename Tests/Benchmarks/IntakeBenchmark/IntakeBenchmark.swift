import BenchmarkSupport
import CrisisModel
import Glibc
import Sentiment
import Varlink

/// Mentions from a file into a live daemon: read, sent, parsed, scored, heard by a rule, recorded, durable,
/// answered.
@main
enum IntakeBenchmark {
    private static let usage = "IntakeBenchmark [--mentions N] [--repetitions N]"

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
        let mentions = try words.number("--mentions", default: 200_000)
        let repetitions = try words.number("--repetitions", default: 3)
        try words.end()
        var report = Report()
        let disk = try Folder.onDisk()
        var best = (perSecond: 0.0, perProcessorSecond: 0.0)
        var lines: [String] = []
        for repetition in 1...repetitions {
            lines = make(mentions, seed: repetition)
            let file = try disk.write(lines.joined(separator: "\n") + "\n", to: "mentions.ndjson")
            let result = try importFile(file, count: mentions)
            if result.perSecond > best.perSecond { best = result }
        }
        var synthetic = SyntheticMentions(seed: 1, prefix: "t")
        let texts = (0..<mentions).map { _ in synthetic.text() }
        let scoring = rate(mentions, repetitions) { score(texts) }
        let parsing = rate(mentions, repetitions) { parse(lines) }
        report.add("intake", "one thread", "NDJSON parsed alone", parsing, "/s")
        report.add("intake", "one thread", "texts scored alone", scoring, "/s")
        report.add(
            "intake", "tocsinctl to tocsind", "mentions durable", best.perSecond, "/s",
            beside: .init("scored alone", scoring))
        report.add(
            "intake", "tocsinctl to tocsind", "mentions per second of the daemon's processor",
            best.perProcessorSecond, "/s",
            beside: .init("scored alone", scoring)
        )
        report.printTable()
    }

    private static func make(_ count: Int, seed: Int) -> [String] {
        var mentions = SyntheticMentions(seed: UInt64(seed), prefix: "i\(seed)")
        let start = EventTime(microsecondsSinceEpoch: BenchmarkClock.wallMicroseconds()).adding(
            seconds: -3_600)
        return (0..<count).map {
            mentions.line(at: start.adding(microseconds: Int64($0) * 10_000 % 3_600_000_000))
        }
    }

    private static func importFile(
        _ file: String, count: Int
    ) throws(BenchmarkError) -> (perSecond: Double, perProcessorSecond: Double) {
        let daemon = try LiveDaemon()
        try daemon.adoptQuietRule()
        let before = daemon.processorTime
        let (nanoseconds, status) = try Program.time(
            [
                try Program.ours("tocsinctl"), "mention", "import", file, "--live", "--runtime-directory",
                daemon.runtimeDirectory,
            ], log: daemon.disk.path + "/import.log"
        )
        let used = daemon.processorTime - before
        let recorded = try daemon.call("org.tocsin.Service.Status")["mentions"]?.integerValue
        guard status == 0, recorded == Int64(count) else {
            throw BenchmarkError(
                "\(recorded ?? 0) of \(count) mentions were recorded:\n"
                    + Program.text(of: daemon.disk.path + "/import.log").suffix(2_000)
            )
        }
        try daemon.end()
        return (Double(count) * 1e9 / Double(nanoseconds), Double(count) * 1e9 / Double(max(used, 1)))
    }

    /// Of processor time of this thread, the best of several.
    private static func rate(_ count: Int, _ repetitions: Int, _ body: () -> Int) -> Double {
        var best = 0.0
        for _ in 0..<repetitions {
            let start = BenchmarkClock.threadCPU()
            guard body() == count else { return 0 }
            best = max(best, Double(count) * 1e9 / Double(BenchmarkClock.threadCPU() - start))
        }
        return best
    }

    private static func parse(_ lines: [String]) -> Int {
        var count = 0
        for line in lines {
            do throws(JSONError) {
                if try JSONValue(parsing: line)["text"] != nil { count += 1 }
            } catch {}
        }
        return count
    }

    private static func score(_ texts: [String]) -> Int {
        var count = 0
        for text in texts where Scorer.shipped.score(text).confidence >= 0 { count += 1 }
        return count
    }
}
