import CrisisModel
import Engine
import Projections

/// What a line of a scenario or of an export asks for when it is fed into a drill. Stimuli become commands;
/// consequences are skipped, since the engine decides them itself from the stimuli.
enum Injection {
    enum Reading {
        case command(Command)
        case consequence
        case refused(String)
    }

    static func read(_ recorded: RecordedEvent) -> Reading {
        guard recorded.envelope.actor.kind != .daemon else { return .consequence }
        switch recorded.event {
        case .accountRegistered(let event): return .command(.registerAccount(event))
        case .accountRetired(let event): return .command(.retireAccount(event.account, reason: event.reason))
        case .ruleAdopted(let event): return .command(.adoptRule(withDefaults(event)))
        case .ruleRetired(let event): return .command(.retireRule(event.rule))
        case .mentionRecorded(let event) where event.text.isEmpty && !event.sealed.isEmpty:
            return .refused(
                "the mention is sealed: export it with --personal-data; one whose author was erased cannot be injected"
            )
        case .mentionRecorded(var event):
            // Who it was elsewhere, and under which key, means nothing here.
            event.key = .zero
            event.authorNumber = 0
            event.sealed = []
            return .command(
                .recordMention(
                    NewMention(
                        mention: event, occurredAt: recorded.envelope.occurredAt ?? recorded.envelope.at,
                        known: false,
                        score: MentionLine.score(event.text, language: event.language)
                    )
                )
            )
        case .stopEngaged(var event):
            if event.scopes.isEmpty { event.scopes = [.all] }
            event.origin = .persona
            return .command(.engageStop(event, outside: []))
        case .stopReleaseProposed(let event):
            return .command(.releaseStop(epoch: event.epoch, heldCount: nil))
        case .stopReleased(let event): return .command(.releaseStop(epoch: event.epoch, heldCount: nil))
        case .stopLowered(let event): return .command(.lowerStop(epoch: event.epoch))
        case .stopExternalConfirmed(let event):
            return .command(.confirmExternal(epoch: event.epoch, item: event.item))
        case .crisisDeclared(let event): return .command(.declareCrisis(reason: event.reason))
        case .crisisDismissed(let event):
            return .command(.dismissCrisis(event.crisis, event.verdict, note: event.note))
        case .crisisClosed(let event): return .command(.closeCrisis(event.crisis, reason: event.reason))
        case .taskCompleted(let event): return .command(.completeTask(event.task, note: event.note))
        case .alertAcknowledged(let event): return .command(.acknowledgeAlert(event.alert))
        default: return readPost(recorded)
        }
    }

    private static func readPost(_ recorded: RecordedEvent) -> Reading {
        // In an export, only the first event of a command stands without a cause.
        let isFirst = recorded.envelope.causation == nil
        switch recorded.event {
        case .postScheduled(let event):
            return .command(
                .schedulePost(
                    NewPost(
                        post: event.post.text.isEmpty ? nil : event.post, account: event.account,
                        postClass: event.postClass, campaign: event.campaign, text: event.text,
                        textHash: StateHash.sha256(Array(event.text.utf8)), dueAt: event.dueAt
                    )
                )
            )
        case .postEdited(let event):
            return .command(
                .editPost(event.post, text: event.text, textHash: StateHash.sha256(Array(event.text.utf8)))
            )
        case .postApproved(let event): return .command(.approvePost(event.post))
        case .postHeld(let event) where isFirst:
            return .command(.holdPosts(event.posts, reason: event.reason))
        case .postReturned(let event) where isFirst && event.posts.count == 1:
            return .command(.reviewPost(event.posts[0], .keep))
        case .postRescheduled(let event): return .command(.reviewPost(event.post, .move(event.dueAt)))
        case .postCancelled(let event):
            return .command(.cancelPosts(event.posts, scopes: [], reason: event.reason))
        case .postOutcomeResolved(let event):
            return .command(.resolvePost(event.post, event.outcome, note: event.note, link: event.link))
        case .configurationApplied, .operatorCommandRefused, .clockStepped, .clockConfirmed, .logOpened,
            .drillStarted, .drillAdvanced, .drillInjected, .drillEnded:
            return .consequence
        default: return .consequence
        }
    }

    /// What a scenario may leave out.
    private static func withDefaults(_ rule: RuleAdopted) -> RuleAdopted {
        var rule = rule
        if rule.kind.isEmpty { rule.kind = "count" }
        if rule.minimumAuthors == 0 { rule.minimumAuthors = 1 }
        return rule
    }
}
