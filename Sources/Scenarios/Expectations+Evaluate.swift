package import CrisisModel

extension Expectations {
    /// Purely from what was recorded in the drill's realm, in the order of the log.
    package func evaluate(_ events: [RecordedEvent]) -> [ExpectationResult] {
        let evaluation = Evaluation(record: DrillRecord(events))
        return items.map { item in
            let verdict = evaluation.verdict(item.expectation)
            return ExpectationResult(
                position: item.position, name: item.expectation.name, held: verdict.held,
                expected: verdict.expected, happened: verdict.happened, evidence: verdict.evidence
            )
        }
    }
}
