import Glibc

/// One process a processor that computes without end, at normal priority: work that has nothing to do with
/// us.
package final class Hogs {
    private static let word = "--hog"
    private var programs: [Program] = []

    package init() throws(BenchmarkError) {
        for _ in 0..<max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) {
            programs.append(try Program(["/proc/self/exe", Self.word, "\(getpid())"]))
        }
    }

    /// The first thing that a benchmark's `main` calls: in a hog it does not return.
    package static func runIfAsked() {
        let words = CommandLine.arguments
        guard words.count == 3, words[1] == word, let parent = pid_t(words[2]) else { return }
        var value: UInt64 = 1
        // It must not outlive the benchmark, however that ends.
        while getppid() == parent {
            for _ in 0..<10_000_000 { value = value &* 6_364_136_223_846_793_005 &+ 1 }
        }
        exit(value == 0 ? 1 : 0)
    }
}
