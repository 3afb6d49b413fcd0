import Foundation
import Testing

/// Walks through `docs/tour.md` as a reader would: every block of commands in one bash, in order, and after each the
/// text that the document says it prints.
@Suite("The tour")
struct TourTests {
    /// What a block prints stands between lines that begin with this.
    private static let mark = "tour-test-end-of-block"
    /// Far more than it takes; the test must end even if the tour waits for ever.
    private static let secondsMax = 120

    @Test("Every command of the tour works and prints what the document says")
    func tour() throws {
        let steps = try TourStep.all(in: Self.root + "/docs/tour.md")
        #expect(steps.count > 10)
        let folder =
            FileManager.default.temporaryDirectory.path
            + "/tocsin-tour-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }

        let (status, output) = try Self.run(Self.script(steps), in: folder)
        var parts = output.components(separatedBy: Self.mark + "\n")
        let rest = parts.popLast() ?? ""
        for (step, printed) in zip(steps, parts) {
            for problem in step.problems(in: printed) { Issue.record("\(problem)\nIt printed:\n\(printed)") }
        }
        #expect(status == 0, "the tour ended in block \(parts.count + 1):\n\(rest)")
        #expect(parts.count == steps.count)
    }

    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// The blocks, with a mark behind each. Whatever fails ends it; whatever it started ends with it.
    private static func script(_ steps: [TourStep]) -> String {
        // The binaries are built with this test, and a build inside of one would wait for itself.
        let head = """
            set -eu -o pipefail
            trap 'kill $(jobs -p) 2> /dev/null || true; wait' EXIT
            swift() { case "$*" in build) ;; "build --show-bin-path") echo "$TOUR_BINARIES" ;; *) return 1 ;; esac; }
            """
        return ([head] + steps.map { "\($0.commands)\necho \(mark)" }).joined(separator: "\n") + "\n"
    }

    private static func run(_ script: String, in folder: String) throws -> (status: Int32, output: String) {
        let file = folder + "/tour.sh"
        try script.write(toFile: file, atomically: false, encoding: .utf8)
        var environment = ProcessInfo.processInfo.environment
        environment["TOUR_BINARIES"] = try Self.binaries()
        environment["TMPDIR"] = folder
        environment["LC_ALL"] = "C.UTF-8"
        let output = folder + "/output"
        let status = try ShellProcess.run(
            ["timeout", "--kill-after=5", "\(secondsMax)", "bash", file], in: root, environment: environment,
            output: output)
        return (status, try String(contentsOfFile: output, encoding: .utf8))
    }

    /// Beside this test's own executable; an environment variable names others.
    private static func binaries() throws -> String {
        if let named = ProcessInfo.processInfo.environment["TOCSIN_BINARIES"] { return named }
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(filePath: own).deletingLastPathComponent().path
    }
}
