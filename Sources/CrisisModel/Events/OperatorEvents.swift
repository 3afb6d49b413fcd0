/// Somebody was told no.
package struct OperatorCommandRefused: EventPayload {
    package static let kind = EventKind.operatorCommandRefused

    package var method: String = ""
    package var code: String = ""
    package var message: String = ""
    /// How many such refusals this event stands for.
    package var count: Int64 = 0

    package init() {}

    package init(method: String, code: String, message: String, count: Int64) {
        self.method = method
        self.code = code
        self.message = message
        self.count = count
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.text("method", &method)
        try coder.text("code", &code)
        try coder.text("message", &message)
        try coder.integer("count", &count)
    }

    package var event: CrisisEvent { .operatorCommandRefused(self) }
}

/// Somebody tried their own passphrase for a release, and it was right.
package struct OperatorReleaseRehearsed: EventPayload {
    package static let kind = EventKind.operatorReleaseRehearsed

    package init() {}

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {}

    package var event: CrisisEvent { .operatorReleaseRehearsed(self) }
}

/// A recovery code was made, for two sealed envelopes.
package struct OperatorRecoveryCodeMade: EventPayload {
    package static let kind = EventKind.operatorRecoveryCodeMade

    package init() {}

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {}

    package var event: CrisisEvent { .operatorRecoveryCodeMade(self) }
}
