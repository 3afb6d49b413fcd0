import CrisisModel
import Detection

/// Mentions, rules and what rules do.
extension Engine {
    mutating func record(_ new: NewMention) throws(Refusal) {
        guard !new.known else {
            throw Refusal(.alreadyDone, "mention \(new.mention.id) of \(new.mention.source) is known")
        }
        try checkFields(new.mention)
        // What is sealed was checked before it was: it is decided again from the log.
        if new.mention.sealed.isEmpty { try checkPersonalFields(new.mention) }
        guard new.occurredAt.microseconds(since: context.at) <= EngineLimits.futureMicrosecondsMax else {
            throw Refusal(
                .mentionFromTheFuture,
                "occurredAt: \(new.occurredAt.rfc3339) is ahead of the clock, which shows \(context.at.rfc3339)"
            )
        }
        let sequence = emit(new.mention, occurredAt: new.occurredAt)
        var score = new.score
        score.mention = Int64(bitPattern: sequence)
        let scored = emit(score, causedBy: sequence, occurredAt: new.occurredAt)
        if let tag = new.newAuthorTag {
            precondition(
                new.mention.authorNumber == state.authors.count + 1, "an author's number out of turn")
            emit(AuthorKeyAssigned(author: new.mention.authorNumber, tag: tag), causedBy: sequence)
        }
        for rule in rulesWithNews(of: new.mention) {
            // A rule fires again only when it has cleared, so the clearing is recorded first.
            if rule.window.mayClear {
                emit(
                    DetectionCleared(rule: rule.adopted.rule, count: Int64(rule.window.trailingCount)),
                    causedBy: scored
                )
            }
            if let firing = realm.pendingFirings[rule.adopted.rule] { fire(rule, firing, causedBy: scored) }
        }
    }

    /// In the order of their names. Nearly always there are none.
    private func rulesWithNews(of mention: MentionRecorded) -> [Rule] {
        guard let realm = state.realms[context.realm] else { return [] }
        return realm.rules.values.filter { rule in
            rule.hears(mention) && (rule.window.mayClear || realm.pendingFirings[rule.adopted.rule] != nil)
        }.sorted { $0.adopted.rule < $1.adopted.rule }
    }

    private func checkFields(_ mention: MentionRecorded) throws(Refusal) {
        try checkName("source", mention.source)
        if let account = mention.account { try checkName("account", account) }
        if let unit = mention.unit { try checkName("unit", unit) }
        try checkNote("language", mention.language)
        guard (mention.audience ?? 0) >= 0 else {
            throw Refusal(.badMention, "audience: must not be negative")
        }
    }

    private func checkPersonalFields(_ mention: MentionRecorded) throws(Refusal) {
        guard !mention.id.isEmpty, mention.id.utf8.count <= 512 else {
            throw Refusal(.badMention, "id: 1 to 512 bytes")
        }
        guard mention.text.utf8.count <= EngineLimits.mentionTextBytesMax else {
            throw Refusal(.badMention, "text: longer than \(EngineLimits.mentionTextBytesMax) bytes")
        }
        for (field, text) in [("author", mention.author), ("name", mention.name), ("link", mention.link)] {
            try checkNote(field, text)
        }
    }

    private mutating func fire(_ rule: Rule, _ firing: CountWindow.Firing, causedBy cause: UInt64) {
        let age = context.at.microseconds(since: firing.windowEnd)
        guard age <= CountWindow.Limits.latenessMicroseconds else { return }
        let fired = emit(
            DetectionFired(
                rule: rule.adopted.rule, version: rule.adopted.version, windowStart: firing.windowStart,
                windowEnd: firing.windowEnd, count: Int64(firing.count), authors: Int64(firing.authors),
                threshold: rule.adopted.threshold, mentions: firing.mentions.map { Int64(bitPattern: $0) },
                late: age > EngineLimits.lateMicroseconds
            ),
            causedBy: cause
        )
        guard !realm.openCrises.contains(where: { $0.rule == rule.adopted.rule }) else { return }
        let number = (realm.crises.keys.max() ?? 0) + 1
        let suspected = emit(
            CrisisSuspected(crisis: number, rule: rule.adopted.rule, detection: Int64(bitPattern: fired)),
            causedBy: fired
        )
        let held = realm.posts.open.values.filter { $0.state == .scheduled && rule.holds($0) }.map(\.id)
            .sorted()
        for chunk in chunks(held) {
            emit(
                PostHeld(
                    posts: chunk, cause: .rule, crisis: number,
                    reason: "rule \(rule.adopted.rule): \(firing.count) mentions by \(firing.authors) authors"
                ),
                causedBy: suspected, correlation: suspected
            )
        }
        guard rule.adopted.alert else { return }
        raiseAlert(
            "Crisis suspected: rule \(rule.adopted.rule)",
            "\(firing.count) negative mentions by \(firing.authors) authors between \(firing.windowStart.rfc3339) and "
                + "\(firing.windowEnd.rfc3339) (threshold \(rule.adopted.threshold)). \(held.count) posts held. "
                + "Next: tocsinctl crisis show \(number); tocsinctl stop; or tocsinctl crisis dismiss \(number)",
            causedBy: suspected, correlation: suspected
        )
    }

    mutating func adopt(_ rule: RuleAdopted) throws(Refusal) {
        try checkName("rule", rule.rule)
        if let unit = rule.unit { try checkName("unit", unit) }
        if let account = rule.account { try checkName("account", account) }
        try checkNote("language", rule.language)
        guard rule.kind == "count" else {
            throw Refusal(
                .badRule, "kind: \"\(rule.kind.prefix(40))\" is not known; this version knows: count")
        }
        guard rule.windowMinutes >= 1, rule.windowMinutes <= 7 * 24 * 60 else {
            throw Refusal(.badRule, "windowMinutes: 1 to 10080")
        }
        guard rule.threshold >= 1, rule.threshold <= Int64(CountWindow.Limits.thresholdMax) else {
            throw Refusal(.badRule, "threshold: 1 to \(CountWindow.Limits.thresholdMax)")
        }
        guard rule.minimumAuthors >= 1, rule.minimumAuthors <= rule.threshold else {
            throw Refusal(.badRule, "minimumAuthors: 1 to the threshold")
        }
        guard rule.scoreBelow > -1000, rule.scoreBelow <= 1000 else {
            throw Refusal(.badRule, "scoreBelow: above -1000, at most 1000")
        }
        guard !rule.holdClasses.contains(.crisis) else {
            throw Refusal(.badRule, "holdClasses: no rule holds crisis statements")
        }
        guard realm.rules.count < EngineLimits.rulesMax || realm.rules[rule.rule] != nil else {
            throw Refusal(.limitReached, "more than \(EngineLimits.rulesMax) rules")
        }
        var adopted = rule
        adopted.version = (realm.rules[rule.rule]?.adopted.version ?? 0) + 1
        emit(adopted)
    }

    mutating func retire(_ rule: RuleID) throws(Refusal) {
        guard let known = realm.rules[rule], !known.retired else {
            throw Refusal(.unknownRule, "there is no rule \(rule) in force", next: "tocsinctl rule list")
        }
        emit(RuleRetired(rule: rule))
    }
}
