extension Reconciliation {
    /// Compares what is in force since the start with what the log says. Pure.
    ///
    /// An id released in the log is cleared; an id unknown to the log is engaged and to be appended; a stop engaged
    /// in the log is engaged as the log has it. When the latches know of a stop's number that neither the log nor one
    /// of their own records explains, the log has lost its end: everything is stopped.
    ///
    /// - Parameter current: the gate's table, with what was engaged since the start.
    /// - Parameter highestEpochInLog: the highest number in any event, approvals and starts included.
    package static func make(
        start: LatchStart, current: StopTable, logged: [StopID: LoggedStop], highestEpochInLog: UInt64,
        newID: StopID, nowMicroseconds: UInt64
    ) -> Reconciliation {
        var result = Reconciliation(engaged: [], toAppend: [], cleared: [], epoch: 0, causes: start.causes)
        result.epoch = max(current.highestEpoch, start.epoch, highestEpochInLog + 1)
        var explained = highestEpochInLog
        for index in 0..<current.recordCount {
            var record = current[index]
            explained = max(explained, record.epoch)
            switch logged[record.id] {
            case .released: result.cleared.append(record.id)
            case .engaged: continue
            case nil:
                // Engaged since this start, under a latch older than the log: its number is another's.
                if record.epoch > start.epoch, record.epoch <= highestEpochInLog {
                    result.epoch += 1
                    record.epoch = result.epoch
                }
                result.engaged.append(record)
                result.toAppend.append(record)
            }
        }
        for case .engaged(let record) in logged.values { result.engaged.append(record) }
        if current.highestStopEpoch > explained {
            result.causes.append(.latchAheadOfLog)
            result.epoch += 1
            let stop = LatchStart.stopOfEverything(
                id: newID, epoch: result.epoch, because: [.latchAheadOfLog], at: nowMicroseconds)
            result.engaged.append(stop)
            result.toAppend.append(stop)
        }
        result.engaged.sort { $0.epoch < $1.epoch }
        result.toAppend.sort { $0.epoch < $1.epoch }
        result.cleared.sort { ($0.high, $0.low) < ($1.high, $1.low) }
        return result
    }
}
