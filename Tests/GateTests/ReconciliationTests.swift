import Testing

@testable import Gate

@Suite("Start and reconciliation")
struct ReconciliationTests {
    private let boot = StopID(high: 9, low: 9)

    private func reading(_ records: [StopRecord], highest: UInt64 = 0, boot: StopID? = nil) -> LatchReading {
        var table = StopTable()
        for record in records { table.insert(record) }
        table.highestEpoch = max(table.highestEpoch, highest)
        return .found(LatchState(generation: 1, bootID: boot ?? self.boot, table: table))
    }

    private func start(
        runtime: LatchReading, disk: LatchReading, logExists: Bool = true, now: UInt64 = 1_700_000_000_000_000
    ) -> LatchStart {
        LatchStart(
            runtime: runtime, disk: disk, bootID: boot, logExists: logExists, newID: .random(),
            nowMicroseconds: now)
    }

    private func make(
        _ start: LatchStart, current: StopTable? = nil, logged: [StopID: LoggedStop] = [:], highest: UInt64
    ) -> Reconciliation {
        Reconciliation.make(
            start: start, current: current ?? start.table, logged: logged, highestEpochInLog: highest,
            newID: .random(), nowMicroseconds: 0)
    }

    @Test("A missing or unreadable latch means stopped, all, unless there has never been a log")
    func missing() {
        let other = StopID(high: 8, low: 8)
        let cases: [(LatchReading, LatchReading, Bool, [StoppedAllCause])] = [
            (.missing, .missing, false, []),
            (.missing, .missing, true, [.latchMissing]),
            (reading([]), .missing, true, [.latchMissing]),
            (reading([]), .unreadable, true, [.latchUnreadable]),
            (reading([]), .unreadable, false, [.latchUnreadable]),
            (.unreadable, reading([]), true, [.runtimeLatchUnreadable]),
            (.missing, reading([]), true, [.runtimeLatchMissing]),
            (.missing, reading([], boot: other), true, []),
            (reading([]), reading([]), true, []),
        ]
        for (runtime, disk, logExists, causes) in cases {
            let start = start(runtime: runtime, disk: disk, logExists: logExists)
            #expect(start.causes == causes)
            #expect(start.table.recordCount == (causes.isEmpty ? 0 : 1))
            if !causes.isEmpty {
                #expect(start.table[0].scopes.coversAll && start.table[0].actor.origin == .latch)
            }
        }
    }

    @Test(
        "The number rises at every start, above both latches, and above everything when the disk latch is gone"
    )
    func numberRises() {
        let start = start(runtime: reading([], highest: 12), disk: reading([], highest: 10))
        #expect(start.epoch == 13)
        #expect(make(start, highest: 40).epoch == 41)
        let lost = self.start(runtime: .missing, disk: .missing)
        #expect(lost.epoch > 1_700_000_000 && lost.table.highestStopEpoch == lost.epoch)
    }

    @Test("A stop that only one of the two latches has is in force")
    func union() {
        let (first, second) = (Facts.record(3), Facts.record(4))
        let start = start(runtime: reading([first, second]), disk: reading([first]))
        #expect((0..<start.table.recordCount).map { start.table[$0].id } == [first.id, second.id])
    }

    @Test(
        "When the latches know a number that nothing explains, the log has lost its end and everything is stopped"
    )
    func aheadOfLog() {
        var table = StopTable()
        table.highestEpoch = 30
        table.highestStopEpoch = 25
        let latch = LatchReading.found(LatchState(generation: 1, bootID: boot, table: table))
        let start = start(runtime: latch, disk: latch)
        #expect(make(start, highest: 25).causes.isEmpty)
        let ahead = make(start, highest: 24)
        #expect(ahead.causes == [.latchAheadOfLog])
        #expect(ahead.engaged.count == 1 && ahead.engaged[0].scopes.coversAll)
        #expect(ahead.toAppend == ahead.engaged && ahead.epoch == ahead.engaged[0].epoch)
    }

    @Test("A stop pressed while the log was read under a stale latch gets a number above the log's")
    func renumbered() {
        let start = start(runtime: reading([], highest: 4), disk: reading([], highest: 4))
        let old = Facts.record(4)
        var current = start.table
        current.insert(old)
        let pressed = Facts.record(start.epoch + 1)
        current.insert(pressed)
        let result = make(start, current: current, highest: 20)
        #expect(result.engaged.map(\.id) == [old.id, pressed.id])
        #expect(result.engaged.map(\.epoch) == [4, 22])
        #expect(result.epoch == 22)
    }

    @Test(
        "Released in the log is cleared, unknown to it is engaged and appended, engaged stays as logged",
        arguments: UInt64(1)...200)
    func property(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var logged: [StopID: LoggedStop] = [:]
        var (disk, runtime): ([StopRecord], [StopRecord]) = ([], [])
        for number in 1...UInt64.random(in: 1...14, using: &random) {
            var record = Facts.record(number)
            record.includesCrisisStatements = Bool.random(using: &random)
            if Bool.random(using: &random) { disk.append(record) }
            if Bool.random(using: &random) { runtime.append(record) }
            switch Int.random(in: 0...2, using: &random) {
            case 0:
                record.includesCrisisStatements = false
                logged[record.id] = .engaged(record)
            case 1: logged[record.id] = .released
            default: break
            }
        }
        let start = start(runtime: reading(runtime), disk: reading(disk))
        let result = make(start, logged: logged, highest: 20)
        let latched = Set((disk + runtime).map(\.id))
        let loggedEngaged = Set(logged.filter { $0.value != .released }.keys)
        let released = Set(logged.filter { $0.value == .released }.keys)
        #expect(
            Set(result.engaged.map(\.id)) == latched.subtracting(released).union(loggedEngaged),
            "seed \(seed)")
        #expect(Set(result.toAppend.map(\.id)) == latched.subtracting(logged.keys), "seed \(seed)")
        #expect(Set(result.cleared) == latched.intersection(released), "seed \(seed)")
        #expect(result.epoch > 20 && result.causes.isEmpty, "seed \(seed)")
        for record in result.engaged where loggedEngaged.contains(record.id) {
            #expect(logged[record.id] == .engaged(record), "seed \(seed)")
        }

        let gate = Gate<Live>()
        gate.seed(start.table, epoch: start.epoch)
        gate.open(after: result)
        #expect(Set(gate.engagedStops()) == Set(result.engaged), "seed \(seed)")
        #expect(gate.epoch == result.epoch, "seed \(seed)")
        for record in result.toAppend { logged[record.id] = .engaged(record) }
        let again = make(start, current: gate.table(), logged: logged, highest: result.epoch)
        #expect(again.toAppend.isEmpty && again.engaged == result.engaged, "seed \(seed)")
    }

    @Test("A stop engaged while the gate is being opened stays in force")
    func engagedMeanwhile() {
        let gate = Gate<Live>()
        let start = start(runtime: reading([]), disk: reading([]))
        gate.seed(start.table, epoch: start.epoch)
        let result = make(start, current: gate.table(), highest: 3)
        let number = gate.press() ?? 0
        gate.open(after: result)
        #expect(gate.decision(for: Facts.post()) == .held(by: number))
    }
}
