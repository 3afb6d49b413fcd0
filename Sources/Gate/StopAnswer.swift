/// What the stop path answers. Times of the wall clock are microseconds since 1970; durations are monotonic and
/// count from the moment at which the stop thread saw the request.
package struct StopAnswer: Sendable {
    package enum Result: Sendable {
        case stopped
        /// A stop with the same client id was engaged already; the record is that one.
        case repeated
        /// Nothing has the name of any of its scopes, and nothing changed.
        case notStopped
    }

    package var result: Result
    package var record: StopRecord
    package var durability: Durability
    /// Bit n is set when the n-th scope is the name of nothing.
    package var unmatchedScopes: UInt8
    package var receivedAt: UInt64
    package var gateClosedAt: UInt64
    /// 0 unless durable.
    package var durableAt: UInt64
    package var gateClosedAfterNanoseconds: UInt64
    package var durableAfterNanoseconds: UInt64
    /// Where it has to get to be durable.
    var version: UInt64
    var receivedNanoseconds: UInt64

    static let blank = StopAnswer(
        result: .notStopped, record: StopTable.blank, durability: .memoryOnly, unmatchedScopes: 0,
        receivedAt: 0,
        gateClosedAt: 0, durableAt: 0, gateClosedAfterNanoseconds: 0, durableAfterNanoseconds: 0, version: 0,
        receivedNanoseconds: 0)

    /// - Parameter received: when the stop thread saw the request.
    init(_ outcome: EngageOutcome, request: StopRequest, received: Moment) {
        self = .blank
        receivedAt = received.microseconds
        receivedNanoseconds = received.nanoseconds
        switch outcome {
        case .matchesNothing:
            record = StopRecord(request, epoch: 0, engagedAt: 0)
        case .engaged(let engagement):
            result = .stopped
            take(engagement)
        case .repeated(let engagement):
            result = .repeated
            take(engagement)
        }
    }

    private init(
        result: Result, record: StopRecord, durability: Durability, unmatchedScopes: UInt8,
        receivedAt: UInt64,
        gateClosedAt: UInt64, durableAt: UInt64, gateClosedAfterNanoseconds: UInt64,
        durableAfterNanoseconds: UInt64,
        version: UInt64, receivedNanoseconds: UInt64
    ) {
        self.result = result
        self.record = record
        self.durability = durability
        self.unmatchedScopes = unmatchedScopes
        self.receivedAt = receivedAt
        self.gateClosedAt = gateClosedAt
        self.durableAt = durableAt
        self.gateClosedAfterNanoseconds = gateClosedAfterNanoseconds
        self.durableAfterNanoseconds = durableAfterNanoseconds
        self.version = version
        self.receivedNanoseconds = receivedNanoseconds
    }

    private mutating func take(_ engagement: Engagement) {
        record = engagement.record
        unmatchedScopes = engagement.unmatchedScopes
        gateClosedAt = engagement.closedAtMicroseconds
        version = engagement.version
        let closed = engagement.closedAtNanoseconds
        gateClosedAfterNanoseconds = closed > receivedNanoseconds ? closed - receivedNanoseconds : 0
    }
}
