import CrisisModel
package import Varlink

extension WhatIf {
    package var conclusion: String {
        let scopes = question.scopes.map(\.description).joined(separator: ", ")
        return
            "A stop of \(scopes) after event \(sequence) (\(at.rfc3339)) would have held \(heldCount) of the posts "
            + "that went out, or may have gone out, from there to event \(lastSequence); \(passedCount) would have "
            + "passed, \(inFlight.count) were on their way. Everything else is taken as it happened, and the stop as "
            + "never released."
    }

    package var lines: [String] {
        var lines = realm.isLive ? [] : ["EXERCISE (\(realm))"]
        lines += [conclusion, "", "Scheduled posts held at once: \(heldAtOnce)."]
        lines += StopProof.section("Would have been held", held)
        lines += StopProof.section("Would have passed", passed)
        lines += StopProof.section("On their way", inFlight)
        if omitted > 0 { lines.append("\(omitted) further rows are left out.") }
        return lines
    }

    package var json: JSONValue {
        .object(
            JSONObject([
                ("sequence", .integer(Int64(sequence))), ("at", .string(at.rfc3339)),
                ("realm", .integer(Int64(realm.number))),
                ("scopes", .array(question.scopes.map { .string($0.description) })),
                ("category", .string(question.category.rawValue)),
                ("includeCrisisStatements", .bool(question.includeCrisisStatements)),
                ("lastSequence", .integer(Int64(lastSequence))), ("heldAtOnce", .integer(Int64(heldAtOnce))),
                ("heldCount", .integer(Int64(heldCount))), ("passedCount", .integer(Int64(passedCount))),
                ("held", StopProof.json(held)), ("passed", StopProof.json(passed)),
                ("inFlight", StopProof.json(inFlight)), ("omitted", .integer(Int64(omitted))),
                ("conclusion", .string(conclusion)),
            ]))
    }
}
