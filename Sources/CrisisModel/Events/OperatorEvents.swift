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
