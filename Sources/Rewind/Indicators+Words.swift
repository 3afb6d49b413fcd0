import CrisisModel
package import Varlink

extension Indicators {
    package var lines: [String] {
        let share = "\(negativePermille / 10).\(negativePermille % 10) %"
        var lines = [
            "Indicators from \(from.rfc3339) to \(to.rfc3339)"
                + (realm.isLive ? "" : ", EXERCISE (\(realm))"),
            "",
            "Mentions: \(mentions), \(negative) negative (\(share))",
        ]
        lines += sorted(mentionsBySource).map { "  \($0.key): \($0.value)" }
        lines.append(
            "Detections: \(detections.fired), \(detections.late) late; verdicts: "
                + Verdict.allCases.map { "\($0.rawValue) \(detections.verdicts[$0] ?? 0)" }
                .joined(separator: ", "))
        lines += sorted(detections.byRule).map { "  rule \($0.key): \($0.value)" }
        lines.append(
            "Crises: \(crises.suspected) suspected, \(crises.declared) declared, \(crises.dismissed) dismissed, "
                + "\(crises.closed) closed, \(crises.openAtEnd) open at the end")
        lines.append(
            "Stops: \(stops.engaged), \(stops.notDurable) of them not durable, \(stops.engagedAtEnd) engaged at the end"
        )
        lines.append("  gate closed: \(Self.words(stops.gateClosed))")
        lines.append("  durable: \(Self.words(stops.durable))")
        lines.append(
            "Releases: \(stops.released), \(stops.releasedAlone) by one person, "
                + "\(stops.releasedByRecoveryCode) with the recovery code")
        lines.append("  time to release: \(Self.words(stops.toRelease))")
        lines.append(
            "Posts: \(posts.scheduled) scheduled, \(posts.published) published, \(posts.failed) failed, "
                + "\(posts.unknown) unknown (\(posts.resolved) found out), \(posts.missed) missed, "
                + "\(posts.cancelled) cancelled")
        lines.append(
            "  held: "
                + HoldCause.allCases.map { "\($0.rawValue) \(posts.held[$0] ?? 0)" }.joined(separator: ", ")
                + "; decided \(posts.decided), waiting at the end \(posts.waitingAtEnd)")
        lines.append(
            "Alerts: \(alerts.raised) raised, \(alerts.failedAttempts) attempts failed, \(alerts.exhausted) reached nobody"
        )
        lines.append("  delivery: \(Self.words(alerts.delivery))")
        lines.append("  acknowledgement: \(Self.words(alerts.acknowledgement))")
        lines.append("Commands refused: \(refusals)")
        let own = firstSequence.flatMap { first in lastSequence.map { "events \(first) to \($0)" } }
        lines += [
            "", "Of the period: \(own ?? "no events"). Rests on events 1 to \(restsThrough) of the log.",
        ]
        if let checkpoint { lines.append(checkpoint) }
        return lines
    }

    package var text: String { lines.joined(separator: "\n") + "\n" }

    private func sorted<Subject>(_ counts: [Identifier<Subject>: Int]) -> [(key: String, value: Int)] {
        counts.map { (key: $0.key.text, value: $0.value) }.sorted { $0.key < $1.key }
    }

    private static func words(_ spread: Spread) -> String {
        guard let p50 = spread.p50, let max = spread.max else { return "none" }
        return "p50 \(p50) us, max \(max) us (\(spread.count))"
    }

    package var json: JSONValue {
        var object = JSONObject([
            ("from", .string(from.rfc3339)), ("to", .string(to.rfc3339)),
            ("realm", .integer(Int64(realm.number))),
            (
                "mentions",
                [
                    "count": number(mentions), "negative": number(negative),
                    "negativePermille": number(negativePermille), "bySource": object(mentionsBySource),
                ]
            ),
            (
                "detections",
                [
                    "fired": number(detections.fired), "late": number(detections.late),
                    "byRule": object(detections.byRule),
                    "verdicts": .object(
                        JSONObject(
                            Verdict.allCases.map { ($0.rawValue, number(detections.verdicts[$0] ?? 0)) })),
                ]
            ),
            (
                "crises",
                [
                    "suspected": number(crises.suspected), "declared": number(crises.declared),
                    "dismissed": number(crises.dismissed), "closed": number(crises.closed),
                    "openAtEnd": number(crises.openAtEnd),
                ]
            ),
            ("stops", stopsJSON), ("posts", postsJSON),
            (
                "alerts",
                [
                    "raised": number(alerts.raised), "failedAttempts": number(alerts.failedAttempts),
                    "exhausted": number(alerts.exhausted), "deliveryMicroseconds": spread(alerts.delivery),
                    "acknowledgementMicroseconds": spread(alerts.acknowledgement),
                ]
            ),
            ("refusals", .integer(refusals)), ("restsFrom", 1),
            ("restsThrough", .integer(Int64(restsThrough))),
        ])
        if let firstSequence { object["firstSequence"] = .integer(Int64(firstSequence)) }
        if let lastSequence { object["lastSequence"] = .integer(Int64(lastSequence)) }
        if let checkpoint { object["checkpoint"] = .string(checkpoint) }
        return .object(object)
    }

    private var stopsJSON: JSONValue {
        [
            "engaged": number(stops.engaged), "notDurable": number(stops.notDurable),
            "gateClosedMicroseconds": spread(stops.gateClosed),
            "durableMicroseconds": spread(stops.durable), "released": number(stops.released),
            "releasedAlone": number(stops.releasedAlone),
            "releasedByRecoveryCode": number(stops.releasedByRecoveryCode),
            "toReleaseMicroseconds": spread(stops.toRelease), "engagedAtEnd": number(stops.engagedAtEnd),
        ]
    }

    private var postsJSON: JSONValue {
        [
            "scheduled": number(posts.scheduled), "published": number(posts.published),
            "failed": number(posts.failed), "unknown": number(posts.unknown),
            "resolved": number(posts.resolved), "missed": number(posts.missed),
            "cancelled": number(posts.cancelled),
            "held": .object(
                JSONObject(HoldCause.allCases.map { ($0.rawValue, number(posts.held[$0] ?? 0)) })),
            "decided": number(posts.decided), "waitingAtEnd": number(posts.waitingAtEnd),
        ]
    }

    private func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }

    private func object<Subject>(_ counts: [Identifier<Subject>: Int]) -> JSONValue {
        .object(JSONObject(sorted(counts).map { ($0.key, number($0.value)) }))
    }

    private func spread(_ spread: Spread) -> JSONValue {
        var object = JSONObject([("count", number(spread.count))])
        if let p50 = spread.p50 { object["p50"] = .integer(p50) }
        if let max = spread.max { object["max"] = .integer(max) }
        return .object(object)
    }
}
