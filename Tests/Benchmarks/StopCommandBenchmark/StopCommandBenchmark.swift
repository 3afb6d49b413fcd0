import BenchmarkSupport
import Glibc

/// The whole process of `tocsinctl stop` beside the whole process of `redis-cli PING`: started, heard,
/// ended, one after the other in turns, on this machine in this minute.
@main
enum StopCommandBenchmark {
    private static let redisPrograms = ["/usr/bin/redis-server", "/usr/bin/redis-cli"]
    private static let usage =
        "StopCommandBenchmark [--runs N]   needs redis-server and redis-cli (apt install redis-server)"
    private static let warmUps = 5

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
        let runs = try words.number("--runs", default: 200)
        try words.end()
        let control = try Program.ours("tocsinctl")
        let daemon = try LiveDaemon()
        try daemon.schedule(posts: 100, accounts: 10)
        let redis = try RedisServer(programs: redisPrograms, in: daemon.disk)
        let commands: [(name: String, words: [String])] = [
            ("tocsinctl stop", [control, "stop", "--runtime-directory", daemon.runtimeDirectory]),
            ("tocsinctl --version", [control, "--version"]),
            ("redis-cli PING", redis.ping), ("true", ["/bin/true"]),
        ]
        var samples = commands.map { _ in Samples() }
        for run in 0..<(runs + warmUps) {
            for (index, command) in commands.enumerated() {
                let (nanoseconds, status) = try Program.time(command.words)
                guard status == 0 else { throw BenchmarkError("\(command.words) ended with \(status)") }
                if run >= warmUps { samples[index].append(Double(nanoseconds) / 1_000) }
            }
        }
        try daemon.end()
        var report = Report()
        for (index, command) in commands.enumerated() {
            for percent in [50.0, 99.0] {
                report.add(
                    "stop command", command.name, "whole process p\(Int(percent))",
                    samples[index].percentile(percent),
                    "us",
                    beside: index == 2
                        ? nil
                        : Report.Reference("redis-cli PING p\(Int(percent))", samples[2].percentile(percent))
                )
            }
        }
        for (name, path) in [("tocsinctl", control), ("tocsind", try Program.ours("tocsind"))] {
            var status = stat()
            guard stat(path, &status) == 0 else { continue }
            report.add("stop command", name, "file", Double(status.st_size) / 1e6, "MB")
        }
        report.printTable()
    }
}
