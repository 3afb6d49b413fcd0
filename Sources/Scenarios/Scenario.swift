package import CrisisModel

/// The lines of a scenario in their order. Reading JSON is the event codec's work, and is handed in.
package struct Scenario: Hashable, Sendable {
    package let lines: [ScenarioLine]

    package init(lines: [ScenarioLine]) {
        self.lines = lines
    }

    package typealias Parse = (String) throws(ScenarioLineFailure) -> RecordedEvent

    /// Every line that is an event, and a problem for every one that is not.
    package static func read(_ text: String, parse: Parse) -> (
        scenario: Scenario, problems: [DocumentProblem]
    ) {
        var lines: [ScenarioLine] = []
        var reader = DocumentReader()
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let position = DocumentPosition(line: index + 1)
            if line.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            guard lines.count < ScenarioLimits.linesMax else {
                reader.report(position, "", "a scenario has at most \(ScenarioLimits.linesMax) lines")
                break
            }
            guard line.utf8.count <= ScenarioLimits.lineBytesMax else {
                reader.report(position, "", "is longer than \(ScenarioLimits.lineBytesMax) bytes")
                continue
            }
            do throws(ScenarioLineFailure) {
                lines.append(ScenarioLine(number: index + 1, event: try parse(String(line))))
            } catch {
                let suggestion = error.field == "kind" ? Self.nearestKind(error.reason) : nil
                reader.report(position, error.field, error.reason, suggestion: suggestion)
            }
        }
        return (Scenario(lines: lines), reader.problems)
    }

    /// The kind that was probably meant: the reason quotes what was written.
    private static func nearestKind(_ reason: String) -> String? {
        let parts = reason.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        return NearestName.find(String(parts[1]), among: EventKind.allCases.map(\.name)).map {
            "Did you mean \($0)?"
        }
    }

    package var start: EventTime? { lines.first?.event.envelope.at }
    package var end: EventTime? { lines.last?.event.envelope.at }
}
