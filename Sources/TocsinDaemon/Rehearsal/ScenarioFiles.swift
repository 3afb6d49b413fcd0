import CrisisModel
import Glibc
import Scenarios

/// The three files of a scenario's folder.
struct ScenarioFiles {
    enum Limits {
        static let bytesMax = 64 * 1024 * 1024
    }

    var name: String
    var lines: [String]
    var expectations: Expectations?

    static func read(_ folder: String) throws(StartFailure) -> ScenarioFiles {
        let path = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        guard let events = text(path + "/events.ndjson") else {
            throw StartFailure(
                .usage, "\(path)/events.ndjson cannot be read",
                next: "give the folder of a scenario, such as replay-fixtures/eurostar-2009"
            )
        }
        var files = ScenarioFiles(
            name: path.split(separator: "/").last.map(String.init) ?? path,
            lines: events.split(separator: "\n", omittingEmptySubsequences: false).map(String.init),
            expectations: nil
        )
        while files.lines.last?.isEmpty == true { files.lines.removeLast() }
        if let expect = text(path + "/expect.yaml") {
            files.expectations = try parse(expect, path + "/expect.yaml")
        }
        try files.lint(events, path)
        return files
    }

    /// What is wrong with the lines is said before anything is played.
    private func lint(_ events: String, _ path: String) throws(StartFailure) {
        let (scenario, unreadable) = Scenario.read(events) { line throws(ScenarioLineFailure) in
            do throws(DrillRunner.LineFailure) {
                return try DrillRunner.parse(line)
            } catch {
                throw ScenarioLineFailure(field: error.kind, reason: error.reason)
            }
        }
        let personas = Self.text(path + "/scenario.md").flatMap { Personas.read(markdown: $0) }
        let problems = unreadable + scenario.lint(personas: personas, expectations: expectations)
        guard problems.isEmpty else {
            throw StartFailure(
                .usage, problems.prefix(20).map { "\(path)/events.ndjson: \($0)" }.joined(separator: "\n")
            )
        }
    }

    private static func parse(_ text: String, _ file: String) throws(StartFailure) -> Expectations? {
        var problems: [DocumentProblem] = []
        do throws(DocumentProblem) {
            let read = Expectations.parse(try YamlReader.read(text))
            if read.problems.isEmpty { return read.expectations }
            problems = read.problems
        } catch {
            problems = [error]
        }
        throw StartFailure(.usage, problems.map { "\(file): \($0)" }.joined(separator: "\n"))
    }

    private static func text(_ path: String) -> String? {
        guard case .bytes(let bytes) = BoundedFile.read(path: path, bytesMax: Limits.bytesMax) else {
            return nil
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
