import BenchmarkSupport
import Glibc
import Networks
import Varlink

/// Answers of networks and feeds, made from the invented ones of `Tests/Corpora/networks` by repeating their first entry, and
/// read on one thread.
@main
enum ReadingBenchmark {
    private static let usage = "ReadingBenchmark [--entries N] [--repetitions N] [--corpus FOLDER]"

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
        let entries = try words.number("--entries", default: 2_000)
        let repetitions = try words.number("--repetitions", default: 5)
        let corpus = try words.text("--corpus") ?? "Tests/Corpora/networks"
        try words.end()
        guard entries <= 4_000 else { throw BenchmarkError("--entries: at most 4000 fit into one answer") }
        var report = Report()
        for shape in Shape.all {
            let bytes = try shape.answer(of: entries, from: corpus)
            let reading = best(repetitions) { shape.read(bytes) }
            guard reading.count == entries else {
                throw BenchmarkError("\(shape.file): \(reading.count) of \(entries) entries were read")
            }
            let perSecond = Double(entries) * 1e9 / reading.nanoseconds
            guard shape.isJSON else {
                report.add("reading", shape.file, "posts", perSecond, "/s")
                continue
            }
            let parsing = best(repetitions) { shape.parse(bytes) }
            let parsed = Double(entries) * 1e9 / parsing.nanoseconds
            report.add(
                "reading", shape.file, "posts", perSecond, "/s", beside: .init("JSON parsed alone", parsed))
        }
        report.printTable()
    }

    /// Of processor time of this thread.
    private static func best(_ repetitions: Int, _ body: () -> Int) -> (count: Int, nanoseconds: Double) {
        var best = Double.infinity
        var count = 0
        for _ in 0..<repetitions {
            let start = BenchmarkClock.threadCPU()
            count = body()
            best = min(best, Double(max(1, BenchmarkClock.threadCPU() - start)))
        }
        return (count, best)
    }
}
