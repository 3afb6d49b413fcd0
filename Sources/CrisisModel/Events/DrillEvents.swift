/// A drill opens a realm of its own. Its clock stands still between advances.
package struct DrillStarted: EventPayload {
    package static let kind = EventKind.drillStarted

    /// The realm's number.
    package var drill: Int64 = 0
    package var name: String = ""
    package var scenario: String? = nil
    package var clockStart: EventTime = .zero

    package init() {}

    package init(drill: Int64, name: String, scenario: String? = nil, clockStart: EventTime) {
        self.drill = drill
        self.name = name
        self.scenario = scenario
        self.clockStart = clockStart
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("drill", &drill)
        try coder.text("name", &name)
        try coder.text("scenario", &scenario)
        try coder.time("clockStart", &clockStart)
    }

    package var event: CrisisEvent { .drillStarted(self) }
}

/// The drill's clock moved.
package struct DrillAdvanced: EventPayload {
    package static let kind = EventKind.drillAdvanced

    package var drill: Int64 = 0
    package var to: EventTime = .zero

    package init() {}

    package init(drill: Int64, to: EventTime) {
        self.drill = drill
        self.to = to
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("drill", &drill)
        try coder.time("to", &to)
    }

    package var event: CrisisEvent { .drillAdvanced(self) }
}

/// A line of a scenario was fed in.
package struct DrillInjected: EventPayload {
    package static let kind = EventKind.drillInjected

    package var drill: Int64 = 0
    package var line: Int64 = 0
    package var kind: String = ""

    package init() {}

    package init(drill: Int64, line: Int64, kind: String) {
        self.drill = drill
        self.line = line
        self.kind = kind
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("drill", &drill)
        try coder.integer("line", &line)
        try coder.text("kind", &kind)
    }

    package var event: CrisisEvent { .drillInjected(self) }
}

package struct DrillEnded: EventPayload {
    package static let kind = EventKind.drillEnded

    package var drill: Int64 = 0
    package var reason: String? = nil

    package init() {}

    package init(drill: Int64, reason: String? = nil) {
        self.drill = drill
        self.reason = reason
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("drill", &drill)
        try coder.text("reason", &reason)
    }

    package var event: CrisisEvent { .drillEnded(self) }
}
