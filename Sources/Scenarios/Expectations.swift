package import CrisisModel

/// `expect.yaml`: the clock of a scenario, and what must hold when it has been played.
package struct Expectations: Hashable, Sendable {
    package struct Item: Hashable, Sendable {
        package let position: DocumentPosition
        package let expectation: ExpectedFact

        package init(position: DocumentPosition, expectation: ExpectedFact) {
            self.position = position
            self.expectation = expectation
        }
    }

    package let scenario: String
    package let clockStart: EventTime
    package let clockEnd: EventTime
    package let items: [Item]

    package init(scenario: String, clockStart: EventTime, clockEnd: EventTime, items: [Item]) {
        self.scenario = scenario
        self.clockStart = clockStart
        self.clockEnd = clockEnd
        self.items = items
    }

    /// Nil, and problems, if anything in the document is wrong.
    package static func parse(_ node: DocumentNode) -> (
        expectations: Expectations?, problems: [DocumentProblem]
    ) {
        var reader = ExpectationsReader()
        let expectations = reader.read(node)
        let problems = reader.reader.problems
        return (problems.isEmpty ? expectations : nil, problems)
    }
}
