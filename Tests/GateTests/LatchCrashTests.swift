import Testing

@testable import Gate

/// One machine with its two latches and its log, run as the daemon runs them, and stopped at every step.
private final class CrashingMachine {
    let machine = Machine()
    let runtime: MemoryLatchStorage
    let disk: MemoryLatchStorage
    var log: [StopID: LoggedStop] = [:]
    var highestEpochInLog: UInt64 = 0
    var boot: UInt64 = 1
    /// Every stop that was ever pressed, and those of them that were acknowledged, by how far they got.
    var pressed: Set<StopID> = []
    var acknowledgedOnDisk: Set<StopID> = []
    var acknowledgedInRuntime: Set<StopID> = []
    var highestAnswered: UInt64 = 0

    private var gate = Gate<Live>()
    private var latches: (runtime: Latch, disk: Latch)?

    init() {
        runtime = MemoryLatchStorage(machine: machine)
        disk = MemoryLatchStorage(machine: machine)
    }

    var engaged: Set<StopID> { Set(gate.engagedStops().map(\.id)) }
    var epoch: UInt64 { gate.epoch }
    private(set) var causes: [StoppedAllCause] = []

    func start() throws(Machine.Stopped) {
        let bootID = StopID(high: 0, low: boot)
        let (first, second) = (Latch.open(runtime, bootID: bootID), Latch.open(disk, bootID: bootID))
        latches = (first.latch, second.latch)
        let start = LatchStart(
            runtime: first.reading, disk: second.reading, bootID: bootID, logExists: highestEpochInLog > 0,
            newID: .random(), nowMicroseconds: 1_000_000)
        gate = Gate()
        gate.seed(start.table, epoch: start.epoch)
        try writeLatches()
        let result = Reconciliation.make(
            start: start, current: gate.table(), logged: log, highestEpochInLog: highestEpochInLog,
            newID: .random(), nowMicroseconds: 1_000_000)
        causes = result.causes
        try machine.step()
        for record in result.toAppend { log[record.id] = .engaged(record) }
        highestEpochInLog = result.epoch
        try machine.step()
        gate.open(after: result)
        try writeLatches()
    }

    func stop(diskIsBroken: Bool) throws(Machine.Stopped) {
        try machine.step()
        let request = Facts.request()
        pressed.insert(request.id)
        guard case .engaged(let engagement) = gate.engage(request) else { return }
        disk.isBroken = diskIsBroken
        defer { disk.isBroken = false }
        try writeLatches()
        try machine.step()
        if diskIsBroken {
            acknowledgedInRuntime.insert(request.id)
        } else {
            acknowledgedOnDisk.insert(request.id)
            highestAnswered = max(highestAnswered, engagement.record.epoch)
        }
        try machine.step()
        log[request.id] = .engaged(engagement.record)
        highestEpochInLog = max(highestEpochInLog, engagement.record.epoch)
    }

    func release(_ id: StopID) throws(Machine.Stopped) {
        guard case .engaged(let record) = log[id] else { return }
        try machine.step()
        log[id] = .released
        try machine.step()
        _ = gate.release(epoch: record.epoch)
        try writeLatches()
    }

    private func writeLatches() throws(Machine.Stopped) {
        var table = StopTable()
        _ = gate.snapshot(into: &table)
        for latch in [latches?.runtime, latches?.disk] {
            do throws(LatchError) { try latch?.write(&table) } catch {
                if machine.isStopped { throw Machine.Stopped() }
            }
        }
    }
}

@Suite("Crashes at every step")
struct LatchCrashTests {
    private enum Crash { case process, power }

    /// Two stops, one of them with a broken disk, a release, a stop, a release.
    private func night(_ machine: CrashingMachine) throws(Machine.Stopped) {
        try machine.start()
        try machine.stop(diskIsBroken: false)
        try machine.stop(diskIsBroken: true)
        try machine.release(machine.log.keys.min { ($0.high, $0.low) < ($1.high, $1.low) } ?? .random())
        try machine.stop(diskIsBroken: false)
        try machine.release(machine.log.keys.max { ($0.high, $0.low) < ($1.high, $1.low) } ?? .random())
    }

    @Test(
        "However far stop and release got, no acknowledged stop is lost and none is invented",
        arguments: UInt64(1)...4)
    func everyStep(seed: UInt64) throws {
        let untouched = CrashingMachine()
        try night(untouched)
        for step in 1...untouched.machine.steps {
            for crash in [Crash.process, .power] {
                try run(seed: seed, step: step, crash: crash)
            }
        }
    }

    private func run(seed: UInt64, step: Int, crash: Crash) throws {
        var random = SeededGenerator(seed: seed &* 1_000 &+ UInt64(step))
        let machine = CrashingMachine()
        machine.machine.stopsAt = step
        do { try night(machine) } catch {}
        // The second crash comes somewhere on the way up.
        for _ in 0..<2 {
            restart(machine, after: crash, using: &random)
            machine.machine.stopsAt = machine.machine.steps + Int.random(in: 1...12, using: &random)
            do { try machine.start() } catch {}
        }
        restart(machine, after: crash, using: &random)
        let answered = machine.highestAnswered
        try machine.start()
        let label: Comment = "seed \(seed), step \(step), \(crash)"

        let released = Set(machine.log.filter { $0.value == .released }.keys)
        var wanted = machine.acknowledgedOnDisk
        if crash == .process { wanted.formUnion(machine.acknowledgedInRuntime) }
        #expect(wanted.subtracting(released).isSubset(of: machine.engaged), label)
        #expect(machine.engaged.isDisjoint(with: released), label)
        #expect(machine.epoch > answered, label)
        if machine.causes.isEmpty {
            #expect(machine.engaged.isSubset(of: machine.pressed), label)
        } else {
            // Only the very first write of a new latch has no older slot to fall back to.
            #expect(machine.causes == [.latchUnreadable] && machine.pressed.isEmpty, label)
        }
        for id in machine.engaged { #expect(machine.log[id] != nil, label) }
    }

    private func restart(_ machine: CrashingMachine, after crash: Crash, using random: inout SeededGenerator)
    {
        if crash == .power {
            machine.disk.losePower(using: &random)
            machine.runtime.loseEverything()
            machine.boot += 1
        }
        machine.machine.restart()
    }
}
