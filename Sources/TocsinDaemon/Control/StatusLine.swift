import CrisisModel
import Engine

/// One line that tells a person whether posts go out, and why not. systemd shows it too.
struct StatusLine {
    var realm: RealmState
    var gateIsOpen: Bool
    var readOnly: ReadOnlyCause?

    var text: String {
        let prefix = realm.id.isLive ? "" : "EXERCISE: "
        if let readOnly {
            return prefix + "STOPPED, FOR READING ONLY (\(readOnly.code.rawValue)): \(readOnly.words)."
        }
        guard gateIsOpen else { return prefix + "STOPPED: the gate is closed; nothing goes out." }
        let engaged = realm.engagedStops
        let held = realm.count(.held)
        if let stop = engaged.last {
            let scopes = stop.engaged.scopes.map(\.description).joined(separator: ", ")
            let others = engaged.count > 1 ? " and \(engaged.count - 1) more" : ""
            let reach =
                stop.engaged.scopes.contains(.all) ? "nothing goes out" : "nothing goes out of \(scopes)"
            return prefix + "STOPPED: stop \(stop.engaged.epoch)\(others) by \(stop.engagedBy.name) since "
                + "\(stop.engagedAt.rfc3339); \(reach); \(held) posts held."
        }
        if realm.clockHeld {
            return prefix + "HOLDING: the clock stepped; what falls due is held until it is confirmed."
        }
        let scheduled = realm.count(.scheduled)
        var line = prefix + "Posts go out: \(scheduled) scheduled"
        if let next = realm.nextDue { line += ", the next at \(next.dueAt.rfc3339)" }
        if held > 0 { line += "; \(held) held" }
        if let crisis = realm.openCrises.last {
            line += "; crisis \(crisis.number) is \(crisis.phase.rawValue)"
        }
        return line + "."
    }
}

/// What to do next, as exact commands, the most urgent first.
struct NextSteps {
    var realm: RealmState
    var releaseNotPossible: String?

    var commands: [String] {
        let drill = realm.id.isLive ? "" : " --drill NAME"
        var steps: [String] = []
        if let crisis = realm.openCrises.last(where: { $0.phase == .suspected }) {
            if realm.engagedStops.isEmpty { steps.append("tocsinctl stop\(drill)") }
            steps.append("tocsinctl crisis show \(crisis.number)\(drill)")
            steps.append("tocsinctl crisis dismiss \(crisis.number) --verdict false\(drill)")
        }
        if let stop = realm.engagedStops.last {
            steps.append("tocsinctl receipt \(stop.engaged.epoch)\(drill)")
            steps.append(
                releaseNotPossible == nil
                    ? "tocsinctl release \(stop.engaged.epoch)\(drill)" : "tocsinctl passphrase"
            )
        }
        if realm.count(.unknown) > 0 {
            steps.append("tocsinctl post list --state unknown\(drill)")
        }
        if realm.reviewCount > 0 {
            steps.append("tocsinctl post list --needs-review\(drill)")
        }
        if realm.tasks.values.contains(where: { $0.doneBy == nil }) {
            steps.append("tocsinctl task list\(drill)")
        }
        if realm.alerts.values.contains(where: { $0.state != .acknowledged }) {
            steps.append("tocsinctl alert list\(drill)")
        }
        if realm.accounts.isEmpty {
            steps.append("tocsinctl account register NAME --network webhook --handle @NAME --endpoint URL")
        }
        if steps.isEmpty { steps.append("tocsinctl readiness") }
        return steps
    }
}
