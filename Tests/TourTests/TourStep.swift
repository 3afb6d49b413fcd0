import Foundation

/// One block of commands of the tour, and the fragments of its output that the document shows.
struct TourStep {
    let line: Int
    let commands: String
    private(set) var expected: [String] = []

    static func all(in path: String) throws -> [TourStep] {
        var steps: [TourStep] = []
        var language: Substring?
        var block: [Substring] = []
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard line.hasPrefix("```") else {
                if language != nil { block.append(line) }
                continue
            }
            guard let open = language else {
                language = line.dropFirst(3)
                block = []
                continue
            }
            switch open {
            case "sh":
                steps.append(TourStep(line: index + 1 - block.count, commands: block.joined(separator: "\n")))
            case "text" where !steps.isEmpty:
                steps[steps.count - 1].expected += block.filter { !$0.isEmpty }.map(String.init)
            default: break
            }
            language = nil
        }
        return steps
    }

    /// Each expected line must be found, one after the other; `...` stands for anything within a line.
    func problems(in output: String) -> [String] {
        var lines = output.split(separator: "\n")[...]
        for wanted in expected {
            let parts = wanted.components(separatedBy: "...").map { $0.trimmingCharacters(in: .whitespaces) }
            guard let found = lines.firstIndex(where: { Self.contains(parts, in: $0) }) else {
                return ["docs/tour.md, the block at line \(line): nothing printed is like \"\(wanted)\""]
            }
            lines = lines[found...].dropFirst()
        }
        return []
    }

    private static func contains(_ parts: [String], in line: Substring) -> Bool {
        var rest = line
        for part in parts where !part.isEmpty {
            guard let range = rest.range(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }
}
