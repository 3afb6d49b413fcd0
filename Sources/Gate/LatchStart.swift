/// What the latches put in force at start, before the log has been read. A pure function of what was found.
package struct LatchStart: Sendable {
    package var table: StopTable
    /// The number of this start.
    package var epoch: UInt64
    package var causes: [StoppedAllCause]

    /// - Parameter logExists: false only in a state directory without any log, where a missing latch means nothing.
    /// - Parameter newID: the identity of the stop that a missing or unreadable latch is.
    package init(
        runtime: LatchReading, disk: LatchReading, bootID: StopID, logExists: Bool, newID: StopID,
        nowMicroseconds: UInt64
    ) {
        causes = Self.causes(runtime: runtime, disk: disk, bootID: bootID, logExists: logExists)
        let states = [disk.state, runtime.state].compactMap { $0 }
        table = Self.merged(states)
        epoch = table.highestEpoch + 1
        // Without the disk latch the last number is not known. Seconds since 1970 are above every number given out
        // one by one, so that no number is ever used twice.
        if disk.state == nil, logExists { epoch = max(epoch, nowMicroseconds / 1_000_000) }
        table.highestEpoch = epoch
        guard !causes.isEmpty else { return }
        epoch += 1
        table.insert(Self.stopOfEverything(id: newID, epoch: epoch, because: causes, at: nowMicroseconds))
    }

    /// The runtime latch goes with the machine's uptime; it is missed only within the boot that last wrote the
    /// disk latch, when it may have held a stop that the disk did not take.
    private static func causes(
        runtime: LatchReading, disk: LatchReading, bootID: StopID, logExists: Bool
    ) -> [StoppedAllCause] {
        var causes: [StoppedAllCause] = []
        switch disk {
        case .missing: if logExists { causes.append(.latchMissing) }
        case .unreadable: causes.append(.latchUnreadable)
        case .found(let state):
            if case .missing = runtime, state.bootID == bootID { causes.append(.runtimeLatchMissing) }
        }
        if case .unreadable = runtime { causes.append(.runtimeLatchUnreadable) }
        return causes
    }

    private static func merged(_ states: [LatchState]) -> StopTable {
        var records: [StopRecord] = []
        for state in states {
            for index in 0..<state.table.recordCount {
                let record = state.table[index]
                if let place = records.firstIndex(where: { $0.id == record.id }) {
                    records[place].includesCrisisStatements =
                        records[place].includesCrisisStatements || record.includesCrisisStatements
                } else {
                    records.append(record)
                }
            }
        }
        var table = StopTable()
        for record in records.sorted(by: { $0.epoch < $1.epoch }) { table.insert(record) }
        for state in states {
            table.highestEpoch = max(table.highestEpoch, state.table.highestEpoch)
            table.highestStopEpoch = max(table.highestStopEpoch, state.table.highestStopEpoch)
        }
        return table
    }

    static func stopOfEverything(
        id: StopID, epoch: UInt64, because causes: [StoppedAllCause], at microseconds: UInt64
    ) -> StopRecord {
        let reason = causes.map(\.rawValue).joined(separator: ", ")
        let request = StopRequest(
            id: id, reason: BoundedText(truncating: reason), actor: StopActor(origin: .latch))
        return StopRecord(request, epoch: epoch, engagedAt: microseconds)
    }
}
