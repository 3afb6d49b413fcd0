import CrisisModel

/// Walks a scenario and keeps what is known by each line: accounts, posts, mentions, rules, stops.
struct ScenarioLint {
    var reader = DocumentReader()
    private let personas: Set<String>?
    private let clockStart: EventTime?
    private var last: (at: EventTime, line: Int)?
    private(set) var accounts: [String: Int] = [:]
    private var retired: [String: Int] = [:]
    private(set) var posts: [String: Int] = [:]
    private var cancelled: [String: Int] = [:]
    private var mentions: [String: Int] = [:]
    private(set) var rules: [String: Int] = [:]
    private var stopCount: Int64 = 0

    init(personas: Personas?, clockStart: EventTime?) {
        self.personas = personas?.ids
        self.clockStart = clockStart
    }

    mutating func report(_ line: Int, _ field: String, _ message: String, suggestion: String? = nil) {
        reader.report(DocumentPosition(line: line), field, message, suggestion: suggestion)
    }

    mutating func check(_ line: ScenarioLine) {
        checkEnvelope(line.event.envelope, line.number)
        let at = line.event.envelope.at
        switch line.event.event {
        case .accountRegistered(let event): accounts[event.account.text] = line.number
        case .accountRetired(let event):
            if known(event.account.text, in: accounts, "account", line.number) {
                retired[event.account.text] = line.number
            }
        case .ruleAdopted(let event): check(event, line.number)
        case .ruleRetired(let event): _ = known(event.rule.text, in: rules, "rule", line.number)
        case .mentionRecorded(let event): check(event, line.event.envelope, line.number)
        case .stopEngaged(let event): check(event, line.number)
        case .stopReleased(let event): checkStop(event.epoch, line.number)
        case .stopReleaseProposed(let event): checkStop(event.epoch, line.number)
        case .stopLowered(let event): checkStop(event.epoch, line.number)
        case .postScheduled(let event): check(event, at, line.number)
        case .postEdited(let event):
            checkPost(event.post, line.number)
            if event.text.isEmpty { report(line.number, "payload.text", "is missing") }
        case .postApproved(let event): checkPost(event.post, line.number)
        case .postRescheduled(let event):
            checkPost(event.post, line.number)
            if event.dueAt <= at { report(line.number, "payload.dueAt", "is not after the time of the line") }
        case .postHeld(let event): checkPosts(event.posts, line.number)
        case .postReturned(let event): checkPosts(event.posts, line.number)
        case .postCancelled(let event):
            checkPosts(event.posts, line.number)
            for post in event.posts { cancelled[post.text] = line.number }
        case .crisisDeclared, .crisisDismissed, .crisisClosed, .taskCompleted, .alertAcknowledged,
            .postOutcomeResolved, .stopExternalConfirmed:
            break
        default: checkConsequence(line)
        }
    }

    /// An export holds them too, by the daemon; by anybody else they are a misunderstanding.
    private mutating func checkConsequence(_ line: ScenarioLine) {
        guard line.event.envelope.actor.kind != .daemon else { return }
        report(
            line.number, "kind",
            "\(line.event.event.kind.name) is for Tocsin to decide: the line would be skipped",
            suggestion: "Write what causes it, or expect it in expect.yaml"
        )
    }

    private mutating func checkEnvelope(_ envelope: EventEnvelope, _ line: Int) {
        if let last, envelope.at < last.at {
            report(
                line, "at", "\(envelope.at.rfc3339) is before line \(last.line) (\(last.at.rfc3339))",
                suggestion: "Sort the lines by at"
            )
        } else {
            last = (envelope.at, line)
        }
        if let clockStart, envelope.at < clockStart {
            report(line, "at", "is before the clock starts (\(clockStart.rfc3339))")
        }
        let actor = envelope.actor
        guard let personas, actor.kind == .persona, !personas.contains(actor.name) else { return }
        report(
            line, "actor", "\(DocumentReader.shown(actor.name)) is no persona of scenario.md",
            suggestion: NearestName.find(actor.name, among: personas).map { "Did you mean \($0)?" }
        )
    }

    private mutating func known(
        _ name: String, in names: [String: Int], _ field: String, _ line: Int
    ) -> Bool {
        guard !name.isEmpty else {
            report(line, "payload.\(field)", "is missing")
            return false
        }
        guard names[name] == nil else { return true }
        let near = NearestName.find(name, among: names.keys.sorted()).map { "Did you mean \($0)?" }
        report(
            line, "payload.\(field)",
            "\(DocumentReader.shown(name)) is not there yet: no earlier line makes it",
            suggestion: near
        )
        return false
    }

    private mutating func check(_ event: PostScheduled, _ at: EventTime, _ line: Int) {
        let name = event.post.text
        if name.isEmpty {
            report(line, "payload.post", "is missing: no other line could speak of it")
        } else if let first = posts[name] {
            report(
                line, "payload.post", "\(DocumentReader.shown(name)) is scheduled in line \(first) already")
        } else {
            posts[name] = line
        }
        if known(event.account.text, in: accounts, "account", line), let gone = retired[event.account.text] {
            report(line, "payload.account", "\(event.account) is retired since line \(gone)")
        }
        if event.text.isEmpty { report(line, "payload.text", "is missing") }
        if event.dueAt == .zero {
            report(line, "payload.dueAt", "is missing")
        } else if event.dueAt <= at {
            report(
                line, "payload.dueAt",
                "the post is due (\(event.dueAt.rfc3339)) before it is scheduled (\(at.rfc3339))"
            )
        }
    }

    private mutating func checkPosts(_ posts: [PostID], _ line: Int) {
        if posts.isEmpty { report(line, "payload.posts", "names no post") }
        for post in posts { checkPost(post, line) }
    }

    private mutating func checkPost(_ post: PostID, _ line: Int) {
        guard known(post.text, in: posts, "post", line), let gone = cancelled[post.text] else { return }
        report(line, "payload.post", "\(post) is cancelled in line \(gone): nothing more can happen to it")
    }

    private mutating func check(_ event: MentionRecorded, _ envelope: EventEnvelope, _ line: Int) {
        let needed = [
            ("source", event.source.text), ("id", event.id), ("author", event.author), ("text", event.text),
        ]
        for (field, text) in needed where text.isEmpty { report(line, "payload.\(field)", "is missing") }
        let key = "\(event.source)\u{0}\(event.id)"
        if let first = mentions[key], !event.id.isEmpty {
            report(
                line, "payload.id",
                "\(DocumentReader.shown(event.id)) of \(event.source) is in line \(first) already: "
                    + "it would be counted as a repetition"
            )
        } else {
            mentions[key] = line
        }
        if let account = event.account { _ = known(account.text, in: accounts, "account", line) }
        if let occurredAt = envelope.occurredAt, occurredAt > envelope.at {
            report(line, "occurredAt", "is after the time of the line: a mention from the future")
        }
    }

    private mutating func check(_ event: RuleAdopted, _ line: Int) {
        if event.rule.text.isEmpty { report(line, "payload.rule", "is missing") }
        if event.windowMinutes < 1 { report(line, "payload.windowMinutes", "must be at least 1") }
        if event.threshold < 1 { report(line, "payload.threshold", "must be at least 1") }
        if event.minimumAuthors > event.threshold {
            report(line, "payload.minimumAuthors", "is above the threshold: the threshold would mean nothing")
        }
        if let account = event.account { _ = known(account.text, in: accounts, "account", line) }
        rules[event.rule.text] = line
    }

    private mutating func check(_ event: StopEngaged, _ line: Int) {
        stopCount += 1
        for scope in event.scopes {
            if case .account(let account) = scope { _ = known(account.text, in: accounts, "scopes", line) }
        }
    }

    private mutating func checkStop(_ epoch: Int64, _ line: Int) {
        guard epoch < 1 || epoch > stopCount else { return }
        let known =
            stopCount == 0 ? "no stop is engaged before this line" : "the stops so far are 1 to \(stopCount)"
        report(line, "payload.epoch", "there is no stop \(epoch): \(known)")
    }
}
