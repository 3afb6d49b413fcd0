import BenchmarkSupport
import Glibc

/// How long a stop takes: from the write to the socket until the gate is closed, and until it is on disk.
@main
enum StopBenchmark {
    private static let usage = """
        StopBenchmark [--all] [--load quiet|writers|busy] [--policy normal|realTime] [--stops N]
        Without --load and --policy all six combinations are run.
        """

    static func main() {
        Hogs.runIfAsked()
        do throws(BenchmarkError) {
            try run()
        } catch {
            print("\(error)\n\(usage)")
            exit(1)
        }
    }

    private static func run() throws(BenchmarkError) {
        var words = Words()
        _ = words.flag("--all")
        let stops = try words.number("--stops", default: 300)
        let loads = try choice("--load", StopLoad.allCases, &words)
        let policies = try choice("--policy", SchedulingPolicy.allCases, &words)
        try words.end()
        var report = Report()
        let mayGrant =
            SchedulingPolicy.realTime.applyToThisThread() && SchedulingPolicy.normal.applyToThisThread()
        for load in loads {
            for policy in policies {
                guard policy == .normal || mayGrant else {
                    report.note(
                        "\(load.rawValue), real-time grant: left out, this user may not use the policy")
                    continue
                }
                try StopRun(load: load, policy: policy, stops: stops).run(into: &report)
            }
        }
        report.printTable()
    }

    private static func choice<Choice: RawRepresentable<String>>(
        _ name: String, _ all: [Choice], _ words: inout Words
    ) throws(BenchmarkError) -> [Choice] {
        guard let word = try words.text(name) else { return all }
        guard let choice = Choice(rawValue: word) else {
            throw BenchmarkError("\(name): \"\(word)\" is not known")
        }
        return [choice]
    }
}
