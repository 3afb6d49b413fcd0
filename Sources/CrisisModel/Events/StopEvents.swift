/// Publishing stopped.
package struct StopEngaged: EventPayload {
    package static let kind = EventKind.stopEngaged

    /// The stop's number.
    package var epoch: Int64 = 0
    /// 128 bits in hexadecimal; the latch knows the stop by it.
    package var stopID: String = ""
    package var scopes: [StopScope] = []
    package var category: StopCategory = .standard
    package var includeCrisisStatements: Bool = false
    /// More was stopped than asked, since what was asked could not be read or kept.
    package var widened: Bool = false
    package var reason: String? = nil
    package var origin: StopOrigin = .socket
    package var receivedAt: EventTime = .zero
    /// From receipt to the closed gate.
    package var gateClosedMicroseconds: Int64 = 0
    /// From receipt to the flushed latch.
    package var durableMicroseconds: Int64? = nil
    package var durability: Durability = .durable
    package var heldCount: Int64 = 0

    package init() {}

    package init(
        epoch: Int64, stopID: String, scopes: [StopScope], category: StopCategory,
        includeCrisisStatements: Bool, widened: Bool, reason: String? = nil, origin: StopOrigin,
        receivedAt: EventTime, gateClosedMicroseconds: Int64, durableMicroseconds: Int64? = nil,
        durability: Durability, heldCount: Int64
    ) {
        self.epoch = epoch
        self.stopID = stopID
        self.scopes = scopes
        self.category = category
        self.includeCrisisStatements = includeCrisisStatements
        self.widened = widened
        self.reason = reason
        self.origin = origin
        self.receivedAt = receivedAt
        self.gateClosedMicroseconds = gateClosedMicroseconds
        self.durableMicroseconds = durableMicroseconds
        self.durability = durability
        self.heldCount = heldCount
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("epoch", &epoch)
        try coder.text("stopID", &stopID)
        try coder.scopes("scopes", &scopes)
        try coder.choice("category", &category)
        try coder.flag("includeCrisisStatements", &includeCrisisStatements)
        try coder.flag("widened", &widened)
        try coder.text("reason", &reason)
        try coder.choice("origin", &origin)
        try coder.time("receivedAt", &receivedAt)
        try coder.integer("gateClosedMicroseconds", &gateClosedMicroseconds)
        try coder.integer("durableMicroseconds", &durableMicroseconds)
        try coder.choice("durability", &durability)
        try coder.integer("heldCount", &heldCount)
    }

    package var event: CrisisEvent { .stopEngaged(self) }
}

/// The final receipt: every transfer that was under way is accounted for.
package struct StopReceiptIssued: EventPayload {
    package static let kind = EventKind.stopReceiptIssued

    package var epoch: Int64 = 0
    package var heldCount: Int64 = 0
    package var blockedCount: Int64 = 0
    package var sentCount: Int64 = 0
    package var unknownCount: Int64 = 0
    package var lastTransferEndedAt: EventTime? = nil

    package init() {}

    package init(
        epoch: Int64, heldCount: Int64, blockedCount: Int64, sentCount: Int64, unknownCount: Int64,
        lastTransferEndedAt: EventTime? = nil
    ) {
        self.epoch = epoch
        self.heldCount = heldCount
        self.blockedCount = blockedCount
        self.sentCount = sentCount
        self.unknownCount = unknownCount
        self.lastTransferEndedAt = lastTransferEndedAt
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("epoch", &epoch)
        try coder.integer("heldCount", &heldCount)
        try coder.integer("blockedCount", &blockedCount)
        try coder.integer("sentCount", &sentCount)
        try coder.integer("unknownCount", &unknownCount)
        try coder.time("lastTransferEndedAt", &lastTransferEndedAt)
    }

    package var event: CrisisEvent { .stopReceiptIssued(self) }
}

/// A person ticked something outside our reach.
package struct StopExternalConfirmed: EventPayload {
    package static let kind = EventKind.stopExternalConfirmed

    package var epoch: Int64 = 0
    package var item: String = ""

    package init() {}

    package init(epoch: Int64, item: String) {
        self.epoch = epoch
        self.item = item
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("epoch", &epoch)
        try coder.text("item", &item)
    }

    package var event: CrisisEvent { .stopExternalConfirmed(self) }
}

/// The first of the persons that a release needs.
package struct StopReleaseProposed: EventPayload {
    package static let kind = EventKind.stopReleaseProposed

    package var epoch: Int64 = 0
    package var expiresAt: EventTime = .zero
    /// Solo: when the release takes effect by its second call.
    package var effectiveAt: EventTime? = nil

    package init() {}

    package init(epoch: Int64, expiresAt: EventTime, effectiveAt: EventTime? = nil) {
        self.epoch = epoch
        self.expiresAt = expiresAt
        self.effectiveAt = effectiveAt
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("epoch", &epoch)
        try coder.time("expiresAt", &expiresAt)
        try coder.time("effectiveAt", &effectiveAt)
    }

    package var event: CrisisEvent { .stopReleaseProposed(self) }
}

/// A stop is lifted. No post changes its state by this.
package struct StopReleased: EventPayload {
    package static let kind = EventKind.stopReleased

    package var epoch: Int64 = 0
    package var stopID: String = ""
    package var solo: Bool = false
    package var persons: [String] = []
    /// Break-glass: the code from the two envelopes stood for the persons.
    package var byRecoveryCode: Bool = false

    package init() {}

    package init(epoch: Int64, stopID: String, solo: Bool, persons: [String], byRecoveryCode: Bool) {
        self.epoch = epoch
        self.stopID = stopID
        self.solo = solo
        self.persons = persons
        self.byRecoveryCode = byRecoveryCode
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("epoch", &epoch)
        try coder.text("stopID", &stopID)
        try coder.flag("solo", &solo)
        try coder.texts("persons", &persons)
        try coder.flag("byRecoveryCode", &byRecoveryCode)
    }

    package var event: CrisisEvent { .stopReleased(self) }
}

/// A stop that included crisis statements no longer does.
package struct StopLowered: EventPayload {
    package static let kind = EventKind.stopLowered

    package var epoch: Int64 = 0

    package init() {}

    package init(epoch: Int64) {
        self.epoch = epoch
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("epoch", &epoch)
    }

    package var event: CrisisEvent { .stopLowered(self) }
}
