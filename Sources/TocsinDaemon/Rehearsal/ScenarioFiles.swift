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
                .usage, "\(path)/events.ndjson cannot be read", next: "give the folder of a scenario, such as replay-fixtures/eurostar-2009"
            )
        }
        var files = ScenarioFiles(
            name: path.split(separator: "/").last.map(String.init) ?? path,
            lines: events.split(separator: "\n", omittingEmptySubsequences: false).map(String.init), expectations: nil
        )
        while files.lines.last?.isEmpty == true { files.lines.removeLast() }
        if let expect = text(path + "/expect.yaml") {
            files.expectations = try parse(expect, path + "/expect.yaml")
        }
        return files
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
        guard case .bytes(let bytes) = BoundedFile.read(path: path, bytesMax: Limits.bytesMax) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}
