import CrisisModel

/// Judges expectations by a drill's record. Each verdict says in words what was expected and what happened.
struct Evaluation {
    let record: DrillRecord

    struct Verdict {
        var held: Bool
        var expected: String
        var happened: String
        var evidence: [UInt64] = []
    }

    func verdict(_ expectation: ExpectedFact) -> Verdict {
        switch expectation {
        case .crisisSuspected(let range, let rule): crisisSuspected(range, rule)
        case .crisisDeclared(let range): first(record.declarations, in: range, "a crisis declared")
        case .noCrisis(let rules): noCrisis(rules)
        case .alertRaised(let range): first(record.alerts, in: range, "an alert raised")
        case .held(let selection, let count): held(selection, count)
        case .heldBeforeDue(let post): heldBeforeDue(post)
        case .noHolds(let selection): noHolds(selection)
        case .published(let post, let range): published(post, range)
        case .publishedCount(let selection, let count): publishedCount(selection, count)
        case .notPublished(let selection, let after, let until): notPublished(selection, after, until)
        case .cancelled(let post): cancelled(post)
        case .stopEngaged(let range, let count): stopEngaged(range, count)
        case .noStop: noStop()
        case .released(let stop, let range, let persons): released(stop, range, persons)
        case .notReleased(let stop): notReleased(stop)
        case .reviewed(let selection): reviewed(selection)
        }
    }

    // MARK: - Crises and alerts

    private func first(
        _ marks: [DrillRecord.Mark], in range: ExpectedFact.TimeRange, _ what: String
    ) -> Verdict {
        let expected = what + range.words
        guard let first = marks.first else {
            return Verdict(held: false, expected: expected, happened: "there was none")
        }
        let hit = marks.first { range.contains($0.at) }
        return Verdict(
            held: hit != nil, expected: expected, happened: "it came at \((hit ?? first).words)",
            evidence: [(hit ?? first).sequence]
        )
    }

    /// The first suspicion by the rule counts: one that comes too early is as wrong as one that comes too late.
    private func crisisSuspected(_ range: ExpectedFact.TimeRange, _ rule: RuleID?) -> Verdict {
        let expected = "a crisis suspected" + (rule.map { " by rule \($0)" } ?? "") + range.words
        guard let first = record.suspicions.first(where: { rule == nil || $0.rule == rule }) else {
            let others = record.suspicions.map { "\($0.rule) at \($0.mark.words)" }
            let happened = others.isEmpty ? "no rule suspected any" : "only by " + Self.list(others)
            return Verdict(
                held: false, expected: expected, happened: happened,
                evidence: record.suspicions.map(\.mark.sequence)
            )
        }
        return Verdict(
            held: range.contains(first.mark.at), expected: expected,
            happened: "rule \(first.rule) suspected it at \(first.mark.words)",
            evidence: [first.mark.sequence]
        )
    }

    private func noCrisis(_ rules: [RuleID]) -> Verdict {
        let suspicions = record.suspicions.filter { rules.isEmpty || rules.contains($0.rule) }
        let declarations = rules.isEmpty ? record.declarations : []
        let expected =
            rules.isEmpty
            ? "no crisis suspected or declared"
            : "no crisis suspected by \(Self.list(rules.map(\.text)))"
        let found =
            suspicions.map { "rule \($0.rule) suspected one at \($0.mark.words)" }
            + declarations.map { "one was declared at \($0.words)" }
        return Verdict(
            held: found.isEmpty, expected: expected,
            happened: found.isEmpty ? "there was none" : Self.list(found),
            evidence: suspicions.map(\.mark.sequence) + declarations.map(\.sequence)
        )
    }

    // MARK: - Stops

    private func stopEngaged(_ range: ExpectedFact.TimeRange, _ count: Int64) -> Verdict {
        let expected = "a stop" + range.words + (count > 0 ? " with at least \(count) posts held" : "")
        guard let first = record.stops.first else {
            return Verdict(held: false, expected: expected, happened: "nobody stopped")
        }
        let hit = record.stops.first { range.contains($0.mark.at) && $0.heldCount >= count }
        let shown = hit ?? first
        return Verdict(
            held: hit != nil, expected: expected,
            happened: "stop \(shown.epoch) came at \(shown.mark.words) and held \(shown.heldCount) posts",
            evidence: [shown.mark.sequence]
        )
    }

    private func noStop() -> Verdict {
        let found = record.stops.map { "stop \($0.epoch) came at \($0.mark.words)" }
        return Verdict(
            held: found.isEmpty, expected: "no stop",
            happened: found.isEmpty ? "there was none" : Self.list(found),
            evidence: record.stops.map(\.mark.sequence)
        )
    }

    /// Stops are numbered in the order of the drill.
    private func stop(_ number: Int64) -> DrillRecord.Stop? {
        guard let index = Int(exactly: number - 1), record.stops.indices.contains(index) else { return nil }
        return record.stops[index]
    }

    private func released(_ number: Int64, _ range: ExpectedFact.TimeRange, _ persons: Int64) -> Verdict {
        let expected =
            "stop \(number) released by \(persons == 1 ? "a person" : "\(persons) persons")" + range.words
        guard let stop = stop(number) else {
            return Verdict(held: false, expected: expected, happened: "there was no stop \(number)")
        }
        guard let released = stop.released else {
            return Verdict(
                held: false, expected: expected, happened: "it was never released",
                evidence: [stop.mark.sequence]
            )
        }
        let names = Set(released.persons)
        return Verdict(
            held: range.contains(released.mark.at) && names.count >= Int(persons), expected: expected,
            happened: "\(names.sorted().joined(separator: " and ")) released it at \(released.mark.words)",
            evidence: [released.mark.sequence]
        )
    }

    private func notReleased(_ number: Int64) -> Verdict {
        let expected = "stop \(number) still engaged at the end"
        guard let stop = stop(number) else {
            return Verdict(held: false, expected: expected, happened: "there was no stop \(number)")
        }
        guard let released = stop.released else {
            return Verdict(held: true, expected: expected, happened: "it is", evidence: [stop.mark.sequence])
        }
        return Verdict(
            held: false, expected: expected, happened: "it was released at \(released.mark.words)",
            evidence: [released.mark.sequence]
        )
    }

    // MARK: - Words

    /// A few, and how many more.
    static func list(_ words: [String]) -> String {
        let shown = words.prefix(ScenarioLimits.shownMax).joined(separator: ", ")
        let more = words.count - ScenarioLimits.shownMax
        return more > 0 ? "\(shown) and \(more) more" : shown
    }
}
