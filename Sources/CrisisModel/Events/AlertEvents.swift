/// Somebody must be told.
package struct AlertRaised: EventPayload {
    package static let kind = EventKind.alertRaised

    package var alert: Int64 = 0
    package var subject: String = ""
    package var text: String = ""

    package init() {}

    package init(alert: Int64, subject: String, text: String) {
        self.alert = alert
        self.subject = subject
        self.text = text
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("alert", &alert)
        try coder.text("subject", &subject)
        try coder.text("text", &text)
    }

    package var event: CrisisEvent { .alertRaised(self) }
}

package struct AlertAttempted: EventPayload {
    package static let kind = EventKind.alertAttempted

    package var alert: Int64 = 0
    package var channel: String = ""
    package var attempt: Int64 = 0

    package init() {}

    package init(alert: Int64, channel: String, attempt: Int64) {
        self.alert = alert
        self.channel = channel
        self.attempt = attempt
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("alert", &alert)
        try coder.text("channel", &channel)
        try coder.integer("attempt", &attempt)
    }

    package var event: CrisisEvent { .alertAttempted(self) }
}

/// The channel took the alert; that is not yet a person.
package struct AlertDelivered: EventPayload {
    package static let kind = EventKind.alertDelivered

    package var alert: Int64 = 0
    package var channel: String = ""

    package init() {}

    package init(alert: Int64, channel: String) {
        self.alert = alert
        self.channel = channel
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("alert", &alert)
        try coder.text("channel", &channel)
    }

    package var event: CrisisEvent { .alertDelivered(self) }
}

package struct AlertFailed: EventPayload {
    package static let kind = EventKind.alertFailed

    package var alert: Int64 = 0
    package var channel: String = ""
    package var reason: String = ""

    package init() {}

    package init(alert: Int64, channel: String, reason: String) {
        self.alert = alert
        self.channel = channel
        self.reason = reason
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("alert", &alert)
        try coder.text("channel", &channel)
        try coder.text("reason", &reason)
    }

    package var event: CrisisEvent { .alertFailed(self) }
}

/// A person has seen it.
package struct AlertAcknowledged: EventPayload {
    package static let kind = EventKind.alertAcknowledged

    package var alert: Int64 = 0

    package init() {}

    package init(alert: Int64) {
        self.alert = alert
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("alert", &alert)
    }

    package var event: CrisisEvent { .alertAcknowledged(self) }
}

/// Nobody could be told.
package struct AlertExhausted: EventPayload {
    package static let kind = EventKind.alertExhausted

    package var alert: Int64 = 0
    package var reason: String = ""

    package init() {}

    package init(alert: Int64, reason: String) {
        self.alert = alert
        self.reason = reason
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("alert", &alert)
        try coder.text("reason", &reason)
    }

    package var event: CrisisEvent { .alertExhausted(self) }
}
