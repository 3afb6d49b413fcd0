import CrisisModel

/// What a drill's events say, arranged for questions. It is folded once, from the events alone.
struct DrillRecord {
    /// A place in the log: the sequence orders, the time is for people.
    struct Mark: Hashable {
        var sequence: UInt64
        var at: EventTime

        var words: String { "\(at.rfc3339) (event \(sequence))" }
    }

    struct Hold: Hashable {
        var mark: Mark
        var cause: HoldCause
        /// When the post was due at that time.
        var dueAt: EventTime
    }

    struct Story {
        var post: PostID
        var account: AccountID
        var postClass: PostClass
        var campaign: CampaignID?
        var dueAt: EventTime
        var scheduled: Mark
        var holds: [Hold] = []
        var dispatched: [Mark] = []
        var published: [Mark] = []
        /// Since the last hold, by a person.
        var decided: Mark?
        var cancelled: Mark?
        /// The last of what happened to it, in a word.
        var state = "scheduled"
        var stateMark: Mark
    }

    struct Stop {
        var epoch: Int64
        var mark: Mark
        var heldCount: Int64
        var released: (mark: Mark, persons: [String])?
    }

    private(set) var stories: [PostID: Story] = [:]
    private(set) var suspicions: [(mark: Mark, rule: RuleID)] = []
    private(set) var declarations: [Mark] = []
    private(set) var alerts: [Mark] = []
    private(set) var stops: [Stop] = []
    private(set) var last: Mark?

    init(_ events: [RecordedEvent]) {
        for event in events { apply(event) }
    }

    /// By name, so that results read the same each time.
    func stories(_ selection: ExpectedFact.PostSelection) -> [Story] {
        stories.values.filter { story in
            (selection.posts.isEmpty || selection.posts.contains(story.post))
                && (selection.classes.isEmpty || selection.classes.contains(story.postClass))
                && (selection.accounts.isEmpty || selection.accounts.contains(story.account))
                && (selection.campaigns.isEmpty || story.campaign.map(selection.campaigns.contains) == true)
        }
        .sorted { $0.post < $1.post }
    }

    private mutating func apply(_ recorded: RecordedEvent) {
        let mark = Mark(sequence: recorded.envelope.sequence, at: recorded.envelope.at)
        last = mark
        switch recorded.event {
        case .crisisSuspected(let event): suspicions.append((mark, event.rule))
        case .crisisDeclared: declarations.append(mark)
        case .alertRaised: alerts.append(mark)
        case .stopEngaged(let event):
            stops.append(Stop(epoch: event.epoch, mark: mark, heldCount: event.heldCount))
        case .stopReleased(let event):
            guard let index = stops.lastIndex(where: { $0.epoch == event.epoch }) else { return }
            stops[index].released = (mark, event.persons)
        default: applyPost(recorded, mark)
        }
    }

    private mutating func applyPost(_ recorded: RecordedEvent, _ mark: Mark) {
        let byPerson = recorded.envelope.actor.kind != .daemon
        switch recorded.event {
        case .postScheduled(let event):
            stories[event.post] = Story(
                post: event.post, account: event.account, postClass: event.postClass,
                campaign: event.campaign,
                dueAt: event.dueAt, scheduled: mark, stateMark: mark
            )
        case .postHeld(let event):
            for post in event.posts {
                change(post, "held", mark) { story in
                    story.holds.append(Hold(mark: mark, cause: event.cause, dueAt: story.dueAt))
                    story.decided = nil
                }
            }
        case .postReturned(let event):
            for post in event.posts {
                change(post, "scheduled again", mark) { $0.decided = byPerson ? mark : nil }
            }
        case .postMissed(let event):
            for post in event.posts { change(post, "missed", mark) { $0.decided = byPerson ? mark : nil } }
        case .postCancelled(let event):
            for post in event.posts {
                change(post, "cancelled", mark) { story in
                    story.cancelled = mark
                    story.decided = byPerson ? mark : nil
                }
            }
        case .postRescheduled(let event):
            change(event.post, "scheduled again", mark) { story in
                story.dueAt = event.dueAt
                story.decided = byPerson ? mark : nil
            }
        case .postDispatchStarted(let event):
            change(event.post, "on its way", mark) { $0.dispatched.append(mark) }
        case .postPublished(let event): change(event.post, "published", mark) { $0.published.append(mark) }
        case .postFailed(let event): change(event.post, "failed", mark) { _ in }
        case .postOutcomeUnknown(let event): change(event.post, "of unknown outcome", mark) { _ in }
        case .postOutcomeResolved(let event):
            let wasSent = event.outcome == .published
            change(event.post, wasSent ? "published" : "not published", mark) { story in
                if wasSent { story.published.append(mark) }
            }
        default: break
        }
    }

    private mutating func change(_ post: PostID, _ state: String, _ mark: Mark, _ body: (inout Story) -> Void)
    {
        guard var story = stories[post] else { return }
        story.state = state
        story.stateMark = mark
        body(&story)
        stories[post] = story
    }

    /// Whether something lies after a moment; nil: the moment never came.
    func lies(_ mark: Mark, after moment: ExpectedFact.Moment) -> Bool? {
        switch moment {
        case .time(let time): mark.at >= time
        case .start: true
        case .end: false
        default: self.mark(of: moment).map { mark.sequence > $0.sequence }
        }
    }

    func lies(_ mark: Mark, before moment: ExpectedFact.Moment) -> Bool? {
        switch moment {
        case .time(let time): mark.at < time
        case .start: false
        case .end: true
        case .releaseOrEnd: self.mark(of: .release).map { mark.sequence < $0.sequence } ?? true
        default: self.mark(of: moment).map { mark.sequence < $0.sequence }
        }
    }

    /// The event that a moment is.
    func mark(of moment: ExpectedFact.Moment) -> Mark? {
        switch moment {
        case .time, .start, .end: nil
        case .crisisSuspected: suspicions.first?.mark
        case .crisisDeclared: declarations.first
        case .stopEngaged: stops.first?.mark
        case .release, .releaseOrEnd: stops.last?.released?.mark
        }
    }
}
