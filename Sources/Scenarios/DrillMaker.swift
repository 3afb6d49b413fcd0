package import CrisisModel

/// Makes a scenario of what was said and what was planned: a file of mentions and a calendar of posts become lines
/// in the order of their times. Pure: files are read and written elsewhere.
package struct DrillMaker: Sendable {
    /// A mention in the import's shape; its time becomes the time of the line.
    package struct Mention: Sendable {
        package var mention: MentionRecorded
        package var occurredAt: EventTime

        package init(mention: MentionRecorded, occurredAt: EventTime) {
            self.mention = mention
            self.occurredAt = occurredAt
        }
    }

    package struct Post: Sendable {
        package var post: PostScheduled
        /// When the calendar was filled with it; nil: at the start.
        package var scheduledAt: EventTime?

        package init(post: PostScheduled, scheduledAt: EventTime? = nil) {
            self.post = post
            self.scheduledAt = scheduledAt
        }
    }

    package struct Files: Sendable, Hashable {
        /// `events.ndjson`
        package let events: String
        /// `expect.yaml`, with the clock and nothing expected yet.
        package let expect: String
        /// `scenario.md`, to be written on.
        package let description: String
        package let lineCount: Int
        /// Mentions left out because an earlier one has the same source and id.
        package let repeatedMentions: Int
        /// Accounts that only the posts name, registered without owner.
        package let addedAccounts: [AccountID]
    }

    package var name: String
    /// Who fills the calendar and adopts the rules.
    package var planner = "planner"
    package var mentions: [Mention] = []
    package var posts: [Post] = []
    package var accounts: [AccountRegistered] = []
    package var rules: [RuleAdopted] = []
    /// Nil: an hour before the first mention or due time.
    package var clockStart: EventTime?
    /// Nil: an hour after the last.
    package var clockEnd: EventTime?

    package init(name: String) {
        self.name = name
    }

    package func make() throws(DrillMakerError) -> Files {
        guard !mentions.isEmpty || !posts.isEmpty else {
            throw DrillMakerError(.nothing, "there is nothing to play")
        }
        guard mentions.count <= ScenarioLimits.mentionsMax, posts.count <= ScenarioLimits.postsMax else {
            throw DrillMakerError(
                .tooMany,
                "at most \(ScenarioLimits.mentionsMax) mentions and \(ScenarioLimits.postsMax) posts make a drill"
            )
        }
        let times = mentions.map(\.occurredAt) + posts.map(\.post.dueAt)
        guard let first = times.min(), let last = times.max() else {
            throw DrillMakerError(.nothing, "there is nothing to play")
        }
        let start = clockStart ?? first.adding(seconds: -3600)
        let end = clockEnd ?? last.adding(seconds: 3600)
        var lines = try Lines(start: start, planner: planner)
        try lines.register(accounts, neededBy: posts)
        for rule in rules { lines.adopt(rule) }
        try lines.schedule(posts)
        let repeated = try lines.say(mentions)
        guard let beyond = lines.last, beyond <= end else {
            throw DrillMakerError(.outsideTheClock, "the clock ends (\(end.rfc3339)) before the last line")
        }
        return Files(
            events: lines.text, expect: expect(start, end), description: description(lines.count, start, end),
            lineCount: lines.count, repeatedMentions: repeated, addedAccounts: lines.addedAccounts
        )
    }

    private func expect(_ start: EventTime, _ end: EventTime) -> String {
        """
        # What must hold when this scenario is replayed. Times are UTC.
        scenario: \(quoted(name))
        clockStart: "\(start.rfc3339)"
        clockEnd: "\(end.rfc3339)"
        # For example:
        #   - crisisSuspected: { by: "\(end.rfc3339)" }
        #   - heldBeforeDue: { post: NAME }
        expect: []

        """
    }

    /// A JSON string is a YAML string.
    private func quoted(_ text: String) -> String {
        var result = ""
        JSONText.append(text, to: &result)
        return result
    }

    private func description(_ lineCount: Int, _ start: EventTime, _ end: EventTime) -> String {
        """
        # \(DocumentReader.shown(name))

        ## Purpose

        Made from \(mentions.count) mentions and \(posts.count) posts; \(lineCount) lines, from \(start.rfc3339) to
        \(end.rfc3339).

        ## Personas

        | id | name | role |
        | --- | --- | --- |
        | `\(planner)` | | Fills the calendar and adopts the rules. |
        | `inject` | everybody else | Spoken by the facilitator. |

        """
    }
}
