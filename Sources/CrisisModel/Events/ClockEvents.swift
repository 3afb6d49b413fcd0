/// The wall clock jumped against the boot clock: what is due is held.
package struct ClockStepped: EventPayload {
    package static let kind = EventKind.clockStepped

    package var microseconds: Int64 = 0

    package init() {}

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("microseconds", &microseconds)
    }

    package var event: CrisisEvent { .clockStepped(self) }
}

/// A person confirmed the time.
package struct ClockConfirmed: EventPayload {
    package static let kind = EventKind.clockConfirmed

    package init() {}

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {}

    package var event: CrisisEvent { .clockConfirmed(self) }
}

/// The machine says that its clock has not been synchronised for long.
package struct ClockUntrusted: EventPayload {
    package static let kind = EventKind.clockUntrusted

    package var secondsUnsynchronised: Int64 = 0

    package init() {}

    package init(
        secondsUnsynchronised: Int64
    ) {
        self.secondsUnsynchronised = secondsUnsynchronised
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("secondsUnsynchronised", &secondsUnsynchronised)
    }

    package var event: CrisisEvent { .clockUntrusted(self) }
}
