/// The engaged stops as one value of fixed size, which gate and latch share. It has no clock, no lock and no I/O.
///
/// Sixteen stops are kept one by one. Those that follow are kept as one more, the *overflow*, which covers everything
/// and ends only when all stops up to its number are released.
package struct StopTable: Sendable {
    package static let capacity = 16

    /// The highest number ever given, to a stop or to a start.
    package var highestEpoch: UInt64 = 0
    /// The highest number ever given to a stop.
    package var highestStopEpoch: UInt64 = 0
    package private(set) var count = 0
    package private(set) var overflowCount: UInt64 = 0
    private var records = InlineArray<16, StopRecord>(repeating: Self.blank)
    private var overflow = Self.blank
    private var overflowFirstEpoch: UInt64 = 0

    package static let blank = StopRecord(
        StopRequest(id: StopID(high: 0, low: 0), actor: StopActor(origin: .latch)), epoch: 0, engagedAt: 0)

    package init() {}

    /// The number of records: the overflow is one.
    package var recordCount: Int { count + (overflowCount > 0 ? 1 : 0) }

    /// In the order in which they were engaged; the overflow last.
    package subscript(index: Int) -> StopRecord { index < count ? records[index] : overflow }

    /// Returns the record as it was kept: the seventeenth covers everything.
    @discardableResult
    package mutating func insert(_ record: StopRecord) -> StopRecord {
        highestEpoch = max(highestEpoch, record.epoch)
        highestStopEpoch = max(highestStopEpoch, record.epoch)
        guard count == Self.capacity else {
            records[count] = record
            count += 1
            return record
        }
        var widened = record
        widened.scopes.widen()
        if widened.widening == .none { widened.widening = .tooManyStops }
        if overflowCount > 0 {
            widened.includesCrisisStatements =
                record.includesCrisisStatements || overflow.includesCrisisStatements
            widened.epoch = max(record.epoch, overflow.epoch)
        } else {
            overflowFirstEpoch = record.epoch
        }
        overflow = widened
        overflowCount += 1
        widened.epoch = record.epoch
        return widened
    }

    /// For the latch's reader: the overflow as it was stored.
    mutating func restoreOverflow(_ record: StopRecord, firstEpoch: UInt64, count: UInt64) {
        overflow = record
        overflowFirstEpoch = firstEpoch
        overflowCount = count
    }

    package var overflowStart: UInt64 { overflowFirstEpoch }

    package mutating func release(epoch: UInt64) -> ReleaseOutcome {
        for index in 0..<count where records[index].epoch == epoch {
            remove(at: index)
            return .released
        }
        guard overflowCount > 0, epoch >= overflowFirstEpoch, epoch <= overflow.epoch else {
            return .notEngaged
        }
        guard overflowCount == 1, overflow.epoch == epoch else { return .partOfOverflow }
        overflowCount = 0
        return .released
    }

    mutating func endOverflow() {
        overflowCount = 0
    }

    package mutating func releaseAll(through epoch: UInt64) {
        var index = 0
        while index < count {
            if records[index].epoch <= epoch { remove(at: index) } else { index += 1 }
        }
        if overflow.epoch <= epoch { overflowCount = 0 }
    }

    /// Crisis statements pass this stop again. False when it is not engaged on its own.
    package mutating func lower(epoch: UInt64) -> Bool {
        for index in 0..<count where records[index].epoch == epoch {
            records[index].includesCrisisStatements = false
            return true
        }
        guard overflowCount == 1, overflow.epoch == epoch else { return false }
        overflow.includesCrisisStatements = false
        return true
    }

    /// The earliest stop that holds the post.
    package func holder(of post: PostFacts) -> UInt64? {
        for index in 0..<count where records[index].holds(post) { return records[index].epoch }
        if overflowCount > 0, overflow.holds(post) { return overflow.epoch }
        return nil
    }

    package func record(clientID: BoundedText<64>) -> StopRecord? {
        for index in 0..<count where records[index].clientID == clientID { return records[index] }
        if overflowCount > 0, overflow.clientID == clientID { return overflow }
        return nil
    }

    package func record(id: StopID) -> StopRecord? {
        for index in 0..<count where records[index].id == id { return records[index] }
        if overflowCount > 0, overflow.id == id { return overflow }
        return nil
    }

    private mutating func remove(at index: Int) {
        for place in index..<(count - 1) { records[place] = records[place + 1] }
        count -= 1
        records[count] = Self.blank
    }
}
