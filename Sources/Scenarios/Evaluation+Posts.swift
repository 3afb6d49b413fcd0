import CrisisModel

/// Expectations about posts.
extension Evaluation {
    private func unknown(_ post: PostID, _ expected: String) -> Verdict {
        Verdict(held: false, expected: expected, happened: "there is no post \(post) in the drill")
    }

    private func now(_ story: DrillRecord.Story) -> String {
        "\(story.post) is \(story.state) since \(story.stateMark.words)"
    }

    func held(_ selection: ExpectedFact.PostSelection, _ count: Int64) -> Verdict {
        let stories = record.stories(selection).filter { !$0.holds.isEmpty }
        return Verdict(
            held: stories.count >= Int(count), expected: "at least \(count) of \(selection.words) held",
            happened: "\(stories.count) were"
                + (stories.isEmpty ? "" : ": \(Self.list(stories.map(\.post.text)))"),
            evidence: Self.sequences(stories.compactMap(\.holds.first?.mark))
        )
    }

    /// At the due time itself is in time: what is held then has not left.
    func heldBeforeDue(_ post: PostID) -> Verdict {
        let expected = "\(post) held before it was due"
        guard let story = record.stories[post] else { return unknown(post, expected) }
        guard let hold = story.holds.first else {
            return Verdict(
                held: false, expected: expected, happened: "it was never held; \(now(story))",
                evidence: [story.stateMark.sequence]
            )
        }
        let left = story.dispatched.first ?? story.published.first
        let wasInTime = hold.mark.at <= hold.dueAt && hold.mark.sequence < left?.sequence ?? .max
        let cause = hold.cause == .rule ? "a rule" : hold.cause == .stop ? "a stop" : hold.cause.rawValue
        return Verdict(
            held: wasInTime, expected: expected,
            happened: "it was due at \(hold.dueAt.rfc3339) and held by \(cause) at \(hold.mark.words)"
                + (wasInTime ? "" : left.map { ", and had left at \($0.words)" } ?? ""),
            evidence: [hold.mark.sequence]
        )
    }

    func noHolds(_ selection: ExpectedFact.PostSelection) -> Verdict {
        let stories = record.stories(selection).filter { !$0.holds.isEmpty }
        let words = stories.compactMap { story in
            story.holds.first.map { "\(story.post) (\($0.cause.rawValue)) at \($0.mark.words)" }
        }
        return Verdict(
            held: stories.isEmpty, expected: "\(selection.words) never held",
            happened: stories.isEmpty ? "none was" : "\(stories.count) were: \(Self.list(words))",
            evidence: Self.sequences(stories.compactMap(\.holds.first?.mark))
        )
    }

    func published(_ post: PostID, _ range: ExpectedFact.TimeRange) -> Verdict {
        let expected = "\(post) published" + range.words
        guard let story = record.stories[post] else { return unknown(post, expected) }
        guard let mark = story.published.first else {
            return Verdict(
                held: false, expected: expected, happened: "it was not; \(now(story))",
                evidence: [story.stateMark.sequence]
            )
        }
        let once = story.published.count == 1
        return Verdict(
            held: once && range.contains(mark.at), expected: expected,
            happened: (once ? "it went out at " : "it went out \(story.published.count) times, first at ")
                + mark.words,
            evidence: Self.sequences(story.published)
        )
    }

    func publishedCount(_ selection: ExpectedFact.PostSelection, _ count: Int64) -> Verdict {
        let stories = record.stories(selection).filter { !$0.published.isEmpty }
        let sent = stories.reduce(0) { $0 + $1.published.count }
        let latest = stories.sorted {
            ($0.published.last?.sequence ?? 0) > ($1.published.last?.sequence ?? 0)
        }
        let words = latest.compactMap { story in story.published.last.map { "\(story.post) at \($0.words)" } }
        return Verdict(
            held: Int64(stories.count) == count && sent == stories.count,
            expected: "\(count) of \(selection.words) published",
            happened: "\(stories.count) were"
                + (sent == stories.count ? "" : ", one or more of them more than once (\(sent) in all)")
                + (words.isEmpty ? "" : "; the latest: \(Self.list(words))"),
            evidence: Self.sequences(latest.compactMap(\.published.last))
        )
    }

    /// A post leaves when its dispatch starts; what was on its way before the moment is not counted.
    func notPublished(
        _ selection: ExpectedFact.PostSelection, _ after: ExpectedFact.Moment, _ until: ExpectedFact.Moment
    ) -> Verdict {
        let expected =
            "\(selection.words) not published from \(Self.words(after)) until \(Self.words(until))"
        let anywhere = DrillRecord.Mark(sequence: 0, at: .zero)
        guard record.lies(anywhere, after: after) != nil else {
            return Verdict(held: false, expected: expected, happened: "\(Self.words(after)) never came")
        }
        var left: [(post: PostID, mark: DrillRecord.Mark)] = []
        for story in record.stories(selection) {
            let marks = story.dispatched.isEmpty ? story.published : story.dispatched
            // A dispatch that the gate blocked, or that failed, published nothing.
            guard !story.published.isEmpty || story.state == "of unknown outcome" else { continue }
            // An end that never came is the end of all.
            for mark in marks
            where record.lies(mark, after: after) == true && record.lies(mark, before: until) != false {
                left.append((story.post, mark))
            }
        }
        return Verdict(
            held: left.isEmpty, expected: expected,
            happened: left.isEmpty
                ? "none was" : "left: " + Self.list(left.map { "\($0.post) at \($0.mark.words)" }),
            evidence: Self.sequences(left.map(\.mark))
        )
    }

    func cancelled(_ post: PostID) -> Verdict {
        let expected = "\(post) cancelled"
        guard let story = record.stories[post] else { return unknown(post, expected) }
        return Verdict(
            held: story.cancelled != nil, expected: expected,
            happened: story.cancelled.map { "it was at \($0.words)" } ?? "it was not; \(now(story))",
            evidence: [(story.cancelled ?? story.stateMark).sequence]
        )
    }

    func reviewed(_ selection: ExpectedFact.PostSelection) -> Verdict {
        let held = record.stories(selection).filter { !$0.holds.isEmpty }
        let open = held.filter { $0.decided == nil }
        let words = open.map(now)
        return Verdict(
            held: open.isEmpty, expected: "each held one of \(selection.words) decided on by a person",
            happened: open.isEmpty
                ? "all \(held.count) held posts were"
                : "\(open.count) of \(held.count) were not: \(Self.list(words))",
            evidence: Self.sequences(open.map(\.stateMark))
        )
    }

    private static func sequences(_ marks: [DrillRecord.Mark]) -> [UInt64] { marks.map(\.sequence) }

    private static func words(_ moment: ExpectedFact.Moment) -> String {
        switch moment {
        case .time(let time): time.rfc3339
        case .start: "the start"
        case .crisisSuspected: "the first suspicion"
        case .crisisDeclared: "the declaration of a crisis"
        case .stopEngaged: "the first stop"
        case .release: "the release of the last stop"
        case .releaseOrEnd: "the release of the last stop, or the end"
        case .end: "the end"
        }
    }
}
