import CrisisModel

/// The newest event of each kind about each thing of a realm.
struct RealmTrail {
    struct PostTrail {
        var scheduled: UInt64
        /// The event that set its time.
        var due: UInt64
        var edited: UInt64?
        var approved: UInt64?
        var held: UInt64?
        var dispatched: UInt64?
    }

    var posts: [PostID: PostTrail] = [:]
    var accounts: [AccountID: UInt64] = [:]
    var rules: [RuleID: UInt64] = [:]
    var stops: [Int64: UInt64] = [:]
    var proposals: [Int64: UInt64] = [:]
    var crises: [Int64: UInt64] = [:]
    var declarations: [Int64: UInt64] = [:]
    var alerts: [Int64: UInt64] = [:]
    var tasks: [Int64: UInt64] = [:]
    /// The newest task about a post.
    var openPostTasks: [PostID: UInt64] = [:]
    var clockStepped: UInt64?
    var drillStarted: UInt64?
    var advanced: UInt64?

    mutating func remember(_ recorded: RecordedEvent) {
        let sequence = recorded.envelope.sequence
        switch recorded.event {
        case .accountRegistered(let event): accounts[event.account] = sequence
        case .ruleAdopted(let event): rules[event.rule] = sequence
        case .stopEngaged(let event): stops[event.epoch] = sequence
        case .stopReleaseProposed(let event): proposals[event.epoch] = sequence
        case .stopReleased(let event): proposals[event.epoch] = nil
        case .crisisSuspected(let event): crises[event.crisis] = sequence
        case .crisisDeclared(let event):
            declarations[event.crisis] = sequence
            if crises[event.crisis] == nil { crises[event.crisis] = sequence }
        case .alertRaised(let event): alerts[event.alert] = sequence
        case .taskOpened(let event):
            tasks[event.task] = sequence
            if let post = event.post { openPostTasks[post] = sequence }
        case .clockStepped: clockStepped = sequence
        case .drillStarted: drillStarted = sequence
        case .drillAdvanced: advanced = sequence
        default: rememberPost(recorded.event, sequence)
        }
    }

    private mutating func rememberPost(_ event: CrisisEvent, _ sequence: UInt64) {
        switch event {
        case .postScheduled(let event):
            posts[event.post] = PostTrail(scheduled: sequence, due: sequence)
        case .postEdited(let event): posts[event.post]?.edited = sequence
        case .postApproved(let event): posts[event.post]?.approved = sequence
        case .postApprovalVoided(let event): posts[event.post]?.approved = nil
        case .postHeld(let event): for post in event.posts { posts[post]?.held = sequence }
        case .postReturned(let event): for post in event.posts { posts[post]?.held = nil }
        case .postRescheduled(let event):
            posts[event.post]?.due = sequence
            posts[event.post]?.held = nil
        case .postDispatchStarted(let event): posts[event.post]?.dispatched = sequence
        default: break
        }
    }
}
