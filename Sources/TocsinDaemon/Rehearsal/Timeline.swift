import CrisisModel

/// Turns the events of a rehearsal into lines for a person, and shows each post that did not go out as its time
/// passes. A value: events and times in, lines out.
struct Timeline {
    private struct HeldPost {
        var dueAt: EventTime
        var why: String
        var text: String
        var account: String
    }

    private var posts: [PostID: (dueAt: EventTime, text: String, account: String)] = [:]
    private var held: [PostID: HeldPost] = [:]
    private(set) var notSent = 0
    private(set) var published = 0
    private var negatives = 0
    private var mentions = 0
    private var mentionsShown = 0

    /// Lines for the moments up to `time` at which a held post would have gone out.
    mutating func pass(to time: EventTime) -> [String] {
        let due = held.filter { $0.value.dueAt <= time }.sorted {
            ($0.value.dueAt, $0.key) < ($1.value.dueAt, $1.key)
        }
        return due.map { id, post in
            held[id] = nil
            notSent += 1
            return line(
                post.dueAt, "NOT SENT", "\(id) on \(post.account): \"\(shortened(post.text))\" (\(post.why))")
        }
    }

    mutating func show(_ recorded: RecordedEvent) -> [String] {
        let at = recorded.envelope.at
        let who = recorded.envelope.actor.name
        switch recorded.event {
        case .mentionRecorded(let mention):
            mentions += 1
            guard mentionsShown < 6 || mentions % 40 == 0 else { return [] }
            mentionsShown += 1
            return [line(at, "mention", "\(mention.author): \"\(shortened(mention.text))\"")]
        case .sentimentScored(let score):
            if score.label == .negative { negatives += 1 }
            return []
        case .postScheduled(let post):
            posts[post.post] = (post.dueAt, post.text, post.account.text)
            return []
        case .postHeld(let event): return hold(event, at)
        case .postReturned(let event):
            for id in event.posts { held[id] = nil }
            return [line(at, "returned", "\(event.posts.count) posts to their times")]
        case .postRescheduled(let event):
            held[event.post] = nil
            posts[event.post]?.dueAt = event.dueAt
            return [line(at, "moved", "\(event.post) to \(event.dueAt.rfc3339) by \(who)")]
        case .postCancelled(let event):
            for id in event.posts { held[id] = nil }
            return event.posts.count == 1
                ? [] : [line(at, "cancelled", "\(event.posts.count) posts by \(who)")]
        case .postPublished(let event):
            published += 1
            let text = posts[event.post]?.text ?? ""
            return [line(at, "published", "\(event.post): \"\(shortened(text))\"")]
        default: return showCrisis(recorded)
        }
    }

    private mutating func hold(_ event: PostHeld, _ at: EventTime) -> [String] {
        let why =
            switch event.cause {
            case .stop: "stop \(event.epoch ?? 0)"
            case .rule: "held by the rule, crisis \(event.crisis ?? 0)"
            case .person: "held by a person"
            case .blocked: "blocked at the gate"
            case .clock: "clock in doubt"
            }
        for id in event.posts {
            guard let post = posts[id] else { continue }
            held[id] = HeldPost(dueAt: post.dueAt, why: why, text: post.text, account: post.account)
        }
        return [line(at, "HELD", "\(event.posts.count) \(event.posts.count == 1 ? "post" : "posts"), \(why)")]
    }

    private func showCrisis(_ recorded: RecordedEvent) -> [String] {
        let at = recorded.envelope.at
        let who = recorded.envelope.actor.name
        switch recorded.event {
        case .ruleAdopted(let rule):
            return [
                line(
                    at, "rule",
                    "\(rule.rule): \(rule.threshold) negative mentions by \(rule.minimumAuthors) authors in "
                        + "\(rule.windowMinutes) minutes"
                )
            ]
        case .detectionFired(let fired):
            return [
                line(
                    at, "DETECTED",
                    "rule \(fired.rule): \(fired.count) negative mentions by \(fired.authors) authors since "
                        + "\(fired.windowStart.clockTime) (event \(recorded.envelope.sequence))"
                )
            ]
        case .crisisSuspected(let crisis): return [line(at, "CRISIS", "crisis \(crisis.crisis) suspected")]
        case .alertRaised(let alert): return [line(at, "alert", "EXERCISE: \(alert.subject)")]
        case .stopEngaged(let stop):
            return [
                line(
                    at, "STOP", "by \(who): \(stop.reason ?? "no reason given"); \(stop.heldCount) posts held"
                )
            ]
        case .stopReleaseProposed:
            return [line(at, "release", "proposed by \(who); a second person must agree")]
        case .stopReleased(let released):
            return [
                line(
                    at, "RELEASED", "by \(released.persons.joined(separator: " and ")); no post changed by it"
                )
            ]
        case .crisisDeclared(let crisis):
            return [line(at, "CRISIS", "crisis \(crisis.crisis) declared by \(who)")]
        case .crisisDismissed(let crisis):
            return [line(at, "CRISIS", "crisis \(crisis.crisis) dismissed by \(who)")]
        case .crisisClosed(let crisis):
            return [line(at, "CRISIS", "crisis \(crisis.crisis) closed by \(who)")]
        case .postApproved(let post):
            return [line(at, "approved", "\(post.post) by \(who), for exactly this text")]
        case .postMissed(let event):
            return [line(at, "missed", "\(event.posts.count) posts: \(event.reason)")]
        default: return []
        }
    }

    var summary: String {
        "\(mentions) mentions (\(negatives) scored negative), \(published) posts published, \(notSent) did not go out at "
            + "their time."
    }

    private func line(_ at: EventTime, _ word: String, _ text: String) -> String {
        let day = at.rfc3339.dropFirst(5).prefix(5)
        let padded = word + String(repeating: " ", count: max(1, 10 - word.count))
        return "\(day) \(at.clockTime)  \(padded) \(text)"
    }

    private func shortened(_ text: String) -> String {
        let flat = text.replacing("\n", with: " ")
        return flat.count > 76 ? flat.prefix(73) + "..." : flat
    }
}
