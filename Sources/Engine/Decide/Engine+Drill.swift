import CrisisModel

/// Opening, moving and ending drills. The events of a drill's own life stand in its realm, by its own clock.
extension Engine {
    mutating func startDrill(_ name: String, _ scenario: String?, _ clockStart: EventTime) throws(Refusal) {
        guard !name.isEmpty, name.utf8.count <= IdentifierLimits.bytesMax else {
            throw Refusal(.badName, "name: 1 to \(IdentifierLimits.bytesMax) bytes")
        }
        try checkNote("scenario", scenario)
        if let running = state.drill(named: name) {
            throw Refusal(
                .drillExists, "a drill named \(name) is running",
                next: "tocsinctl drill end \(running.started.name)"
            )
        }
        let number = (state.drills.keys.max() ?? 0) + 1
        guard number <= EngineLimits.drillsMax else {
            throw Refusal(.limitReached, "more than \(EngineLimits.drillsMax) drills in this log")
        }
        context.realm = RealmID(UInt32(number))
        context.at = clockStart
        emit(DrillStarted(drill: number, name: name, scenario: scenario, clockStart: clockStart))
    }

    func runningDrill(_ number: Int64) throws(Refusal) -> Drill {
        guard let drill = state.drills[number] else {
            throw Refusal(.unknownDrill, "there is no drill \(number)")
        }
        guard !drill.ended else { throw Refusal(.drillEnded, "drill \(drill.started.name) has ended") }
        return drill
    }

    mutating func advanceDrill(_ number: Int64, _ time: EventTime) throws(Refusal) {
        let drill = try runningDrill(number)
        guard time >= drill.clock else {
            throw Refusal(
                .clockBackwards,
                "the drill's clock shows \(drill.clock.rfc3339) and cannot go back to \(time.rfc3339)"
            )
        }
        enter(drill, at: time)
        emit(DrillAdvanced(drill: number, to: time), causedBy: drill.sequence, correlation: drill.sequence)
        tick()
    }

    mutating func endDrill(_ number: Int64, _ reason: String?) throws(Refusal) {
        let drill = try runningDrill(number)
        try checkNote("reason", reason)
        enter(drill, at: drill.clock)
        emit(DrillEnded(drill: number, reason: reason), causedBy: drill.sequence, correlation: drill.sequence)
    }

    mutating func noteInjection(_ number: Int64, _ line: Int64, _ kind: String) throws(Refusal) {
        let drill = try runningDrill(number)
        guard line >= 0 else { throw Refusal(.badName, "line: must not be negative") }
        enter(drill, at: drill.clock)
        emit(DrillInjected(drill: number, line: line, kind: kind))
    }

    /// A drill's own events stand in its realm whoever asks: its time must never become that of the live realm.
    private mutating func enter(_ drill: Drill, at time: EventTime) {
        context.realm = RealmID(UInt32(truncatingIfNeeded: drill.started.drill))
        context.at = time
    }
}
