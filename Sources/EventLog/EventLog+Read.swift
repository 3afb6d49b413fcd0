/// What a reader answers after each event.
package enum ReadStep: Sendable {
    case `continue`
    case stop
}

/// Why a read with a body that can fail ended early.
package enum ReadFailure<Body: Error>: Error {
    case log(EventLogError)
    case body(Body)
}

extension EventLog {
    /// A read transaction is kept for about this many events: a longer one keeps freed pages from being used again,
    /// and the file grows.
    static let eventsPerReadTransaction = 4_096

    /// Gives the events of the range to `body`, in order, as far as they are durable; nil means the log's own end.
    /// Damage ends it with an error, after the events before it. Any thread. Returns the last event given.
    @discardableResult
    package func read(
        from first: Envelope.Sequence = .first,
        to last: Envelope.Sequence? = nil,
        _ body: (borrowing RecordView) -> ReadStep
    ) throws(EventLogError) -> Envelope.Sequence? {
        guard first.rawValue < BlockLayout.sequenceEnd else { return nil }
        var position = max(first, .first)
        try refuseArchived(position)
        var given: Envelope.Sequence?
        var outcome = Walk.paused
        while outcome == .paused {
            var failure: EventLogError?
            var served = 0
            outcome = .ended
            let start = position
            _ = try store.scan(.containing(position.rawValue)) { key, bytes in
                do throws(EventLogError) {
                    let block = try Self.checked(bytes, key: key)
                    // The first block may begin before the range; any other must begin where the last ended.
                    guard key <= position.rawValue, position == start || key == position.rawValue else {
                        throw EventLogError(.damaged, sequence: position, detail: "events are missing here")
                    }
                    outcome = try Self.give(block, from: position, to: last, given: &given, to: body)
                    position = max(position, block.lastSequence.next)
                    served += block.count
                    if outcome == .ended, served >= Self.eventsPerReadTransaction, position > start {
                        outcome = .paused
                    }
                    return outcome == .ended
                } catch {
                    failure = error
                    return false
                }
            }
            if let failure { throw failure }
        }
        return given
    }

    /// The same with a body that can fail.
    @discardableResult
    package func read<Failure: Error>(
        from first: Envelope.Sequence = .first,
        to last: Envelope.Sequence? = nil,
        throwing body: (borrowing RecordView) throws(Failure) -> ReadStep
    ) throws(ReadFailure<Failure>) -> Envelope.Sequence? {
        var failure: Failure?
        let given: Envelope.Sequence?
        do throws(EventLogError) {
            given = try read(from: first, to: last) { record in
                do throws(Failure) {
                    return try body(record)
                } catch {
                    failure = error
                    return .stop
                }
            }
        } catch {
            throw .log(error)
        }
        if let failure { throw .body(failure) }
        return given
    }

    /// Gives one event to `body`; nil when the log has none of that number.
    package func withRecord<Result>(
        _ sequence: Envelope.Sequence,
        _ body: (borrowing RecordView) -> Result
    ) throws(EventLogError) -> Result? {
        var result: Result?
        try read(from: sequence, to: sequence) { record in
            if record.sequence == sequence { result = body(record) }
            return .stop
        }
        return result
    }

    private enum Walk { case ended, paused, stopped }

    /// `.ended` when the block is at its end and the range may go on.
    private static func give(
        _ block: borrowing BlockView,
        from first: Envelope.Sequence,
        to last: Envelope.Sequence?,
        given: inout Envelope.Sequence?,
        to body: (borrowing RecordView) -> ReadStep
    ) throws(EventLogError) -> Walk {
        let start = first.rawValue - block.firstSequence.rawValue
        guard start < UInt64(block.count) else { return .ended }
        for index in Int(start)..<block.count {
            let sequence = Envelope.Sequence(rawValue: block.firstSequence.rawValue + UInt64(index))
            if let last, sequence > last { return .stopped }
            let record: RecordView
            do throws(RecordFault) {
                record = try block.record(index)
            } catch {
                throw EventLogError(.damaged, sequence: sequence, detail: "record: \(error.rawValue)")
            }
            given = sequence
            if body(record) == .stop { return .stopped }
        }
        return .ended
    }
}
