package import CrisisModel
package import Engine
package import EventCodec
package import EventLog

/// Why a log could not be folded.
package enum ReplayError: Error, Hashable, Sendable, CustomStringConvertible {
    case log(EventLogError)
    case event(sequence: UInt64, EventCodecError)
    /// The fold does not come to what a checkpoint records.
    case stateDiffers(sequence: UInt64, recorded: Digest, found: Digest)
    /// Events up to this one are in archives, and no usable snapshot lies behind them.
    case archived(through: UInt64)

    package var description: String {
        switch self {
        case .log(let error): "\(error)"
        case .event(let sequence, let error): "event \(sequence): \(error)"
        case .stateDiffers(let sequence, let recorded, let found):
            "after event \(sequence) the state hash is \(found), and \(recorded) was recorded"
        case .archived(let last):
            "events 1 to \(last) are in archives, and no usable snapshot lies behind them: restore a whole log into "
                + "another folder with log restore, and ask there"
        }
    }
}

/// Folds the log and touches nothing else: the same log gives the same state anywhere, with the network unplugged.
package enum Replay {
    package static func state(
        of log: EventLog, from start: State = State(), through last: UInt64? = nil,
        visit: (RecordedEvent) -> Void = { _ in }
    ) throws(ReplayError) -> State {
        var state = start
        try forEach(in: log, from: start.lastSequence + 1, through: last, withSealed: false) { event in
            state.apply(event)
            visit(event)
            return .continue
        }
        return state
    }

    /// The log's own checkpoints, with the events that hold them. Nothing else is decoded.
    package static func forEachCheckpoint(
        in log: EventLog, _ body: (UInt64, LogCheckpointSigned) -> ReadStep
    ) throws(ReplayError) {
        var failure: ReplayError?
        do throws(EventLogError) {
            try log.read(from: log.beginning.firstSequence) { record in
                guard record.kind == EventKind.logCheckpointSigned.rawValue else { return .continue }
                do throws(EventCodecError) {
                    guard case .logCheckpointSigned(let checkpoint) = try EventCodec.decode(record).event
                    else { return .continue }
                    return body(record.sequence.rawValue, checkpoint)
                } catch {
                    failure = .event(sequence: record.sequence.rawValue, error)
                    return .stop
                }
            }
        } catch {
            throw .log(error)
        }
        if let failure { throw failure }
    }

    /// Reads decoded events in order. An event that cannot be decoded ends the reading: nothing is skipped.
    package static func forEach(
        in log: EventLog, from first: UInt64 = 1, through last: UInt64? = nil, withSealed: Bool = true,
        _ body: (RecordedEvent) -> ReadStep
    ) throws(ReplayError) {
        if let last, last < first { return }
        var failure: ReplayError?
        do throws(EventLogError) {
            try log.read(
                from: logSequence(first), to: last.map { logSequence($0) }
            ) { record in
                do throws(EventCodecError) {
                    return body(try EventCodec.decode(record, withSealed: withSealed))
                } catch {
                    failure = .event(sequence: record.sequence.rawValue, error)
                    return .stop
                }
            }
        } catch {
            throw .log(error)
        }
        if let failure { throw failure }
    }

    private static func logSequence(_ value: UInt64) -> Envelope.Sequence {
        Envelope.Sequence(rawValue: value)
    }
}
