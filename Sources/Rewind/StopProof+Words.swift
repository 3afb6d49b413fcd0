import CrisisModel
package import Varlink

extension StopProof {
    /// One sentence: what was proved, and what was not.
    package var conclusion: String {
        let end =
            released.map { "its release (event \($0))" } ?? "the end of the log (event \(lastSequence))"
        let limits =
            "Not proved: what was published on these accounts by hand or by other tools, and that this is the "
            + "log that was written; for that verify it against a signed checkpoint."
        if let first = violations.first {
            return
                "NOT KEPT: event \(first.sequence) sent post \(first.post) although stop \(epoch) holds it, between "
                + "event \(engaged) and \(end); \(violationCount) such sends in all. " + limits
        }
        return
            "Proved from events 1 to \(lastSequence) alone: between event \(engaged), which engaged stop \(epoch), and "
            + "\(end) Tocsin began no send of a post that the stop holds"
            + (inFlight.isEmpty
                ? ", and none was on its way when it came. "
                : "; \(inFlight.count) on their way when it came: \(outcomes). ") + limits
    }

    private var outcomes: String {
        Outcome.allCases.compactMap { outcome in
            let count = inFlight.count { $0.outcome == outcome }
            return count == 0 ? nil : "\(count) \(outcome.rawValue)"
        }.joined(separator: ", ")
    }

    package var lines: [String] {
        var lines = [isKept ? "KEPT: stop \(epoch)." : "NOT KEPT: stop \(epoch).", conclusion, ""]
        if !realm.isLive { lines.insert("EXERCISE (\(realm))", at: 0) }
        lines.append(
            "Engaged \(engagedAt.rfc3339) by \(engagedBy): \(scopes.map(\.description).joined(separator: ", "))"
                + (includeCrisisStatements ? ", crisis statements too" : ""))
        if let releasedAt {
            lines.append("Released \(releasedAt.rfc3339) by \(releasedBy.joined(separator: " and "))")
        } else {
            lines.append("Not released.")
        }
        lines.append("Posts it held: \(heldCount); held already when it came: \(heldBefore).")
        lines += Self.section("Sent although held", violations)
        lines += Self.section("On their way when it came", inFlight)
        lines += Self.section("Crisis statements that passed", passed)
        lines += Self.section("Sent meanwhile, not covered", notCovered)
        if omitted > 0 { lines.append("\(omitted) further rows are left out.") }
        lines.append(
            "Nothing was recorded as observed elsewhere. Sources heard meanwhile: "
                + (heard.isEmpty
                    ? "none"
                    : heard.map { "\($0.source) (\($0.mentions) mentions)" }.joined(separator: ", ")) + ".")
        return lines
    }

    static func section(_ title: String, _ rows: [Row]) -> [String] {
        guard !rows.isEmpty else { return ["\(title): none."] }
        return ["\(title):"]
            + rows.map { row in
                "  \(row.sequence) \(row.at.rfc3339) \(row.post)"
                    + (row.account.map { " on \($0)" } ?? "")
                    + (row.postClass.map { " (\($0.rawValue))" } ?? "")
                    + (row.outcome.map { ", \($0.rawValue)" } ?? "") + (row.link.map { " \($0)" } ?? "")
                    + ": \(row.why)"
            }
    }

    package var json: JSONValue {
        var object = JSONObject([
            ("stop", .integer(epoch)), ("realm", .integer(Int64(realm.number))), ("kept", .bool(isKept)),
            ("conclusion", .string(conclusion)), ("engaged", .integer(Int64(engaged))),
            ("engagedAt", .string(engagedAt.rfc3339)), ("engagedBy", .string(engagedBy)),
            ("scopes", .array(scopes.map { .string($0.description) })),
            ("includeCrisisStatements", .bool(includeCrisisStatements)),
            ("lastSequence", .integer(Int64(lastSequence))), ("heldCount", .integer(Int64(heldCount))),
            ("heldBefore", .integer(Int64(heldBefore))), ("violations", Self.json(violations)),
            ("inFlight", Self.json(inFlight)), ("passed", Self.json(passed)),
            ("violationCount", .integer(Int64(violationCount))), ("notCovered", Self.json(notCovered)),
            ("omitted", .integer(Int64(omitted))),
            ("observedElsewhere", .array([])),
            (
                "heard",
                .array(
                    heard.map {
                        ["source": .string($0.source.text), "mentions": .integer(Int64($0.mentions))]
                    })
            ),
        ])
        if let released { object["released"] = .integer(Int64(released)) }
        if let releasedAt {
            object["releasedAt"] = .string(releasedAt.rfc3339)
            object["releasedBy"] = .array(releasedBy.map { .string($0) })
        }
        return .object(object)
    }

    static func json(_ rows: [Row]) -> JSONValue {
        .array(
            rows.map { row in
                var object = JSONObject([
                    ("sequence", .integer(Int64(row.sequence))), ("post", .string(row.post.text)),
                    ("at", .string(row.at.rfc3339)), ("why", .string(row.why)),
                ])
                if let account = row.account { object["account"] = .string(account.text) }
                if let postClass = row.postClass { object["class"] = .string(postClass.rawValue) }
                if let outcome = row.outcome { object["outcome"] = .string(outcome.rawValue) }
                if let sequence = row.outcomeSequence {
                    object["outcomeSequence"] = .integer(Int64(sequence))
                }
                if let link = row.link { object["link"] = .string(link) }
                return .object(object)
            })
    }
}
