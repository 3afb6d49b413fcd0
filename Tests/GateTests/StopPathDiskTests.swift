import Glibc
import Testing

@testable import Gate

@Suite("Stop path and disk", .timeLimit(.minutes(1)))
struct StopPathDiskTests {
    private func pair(runtime: (any LatchStorage)?, disk: (any LatchStorage)?) -> LatchPair {
        let bootID = StopID(high: 1, low: 1)
        return LatchPair(
            runtime: runtime.map { Latch.open($0, bootID: bootID).latch },
            disk: disk.map { Latch.open($0, bootID: bootID).latch }, runtimeReading: .missing,
            diskReading: .missing,
            bootID: bootID)
    }

    @Test("A disk that hangs keeps no stop from closing the gate, nor from being answered as what it is")
    func hangingDisk() throws {
        let disk = HangingLatchStorage()
        let running = try RunningStopPath(
            latches: pair(runtime: MemoryLatchStorage(), disk: disk), diskWaitMilliseconds: 50)
        defer { running.end() }
        let (first, second) = (StopClient(running.socketPath), StopClient(running.socketPath))
        first.send("one\n")
        second.send("two\n")
        #expect(first.readToEnd().contains("NOT ON DISK YET"))
        #expect(second.readToEnd().contains("NOT ON DISK YET"))
        #expect(running.gate.engagedStops().count == 2)
        #expect(running.nextNotice()?.answer.durability == .untilReboot)
        #expect(!running.path.health.isDiskLatchCurrent && running.path.health.isRuntimeLatchCurrent)
        disk.letGo()
        var answer = running.path.engage(Facts.request())
        // The write that hung may end with an older table; the next one has this stop.
        for _ in 0..<100 where answer.durability != .durable { answer = running.path.engage(Facts.request()) }
        #expect(answer.durability == .durable)
    }

    @Test("The answer says how far it got: on disk, in the runtime latch, or in memory")
    func durability() throws {
        func broken() -> MemoryLatchStorage {
            let storage = MemoryLatchStorage()
            storage.isBroken = true
            return storage
        }
        let cases: [(LatchPair, Durability, CInt)] = [
            (pair(runtime: MemoryLatchStorage(), disk: MemoryLatchStorage()), .durable, 0),
            (pair(runtime: nil, disk: MemoryLatchStorage()), .durable, 0),
            (pair(runtime: MemoryLatchStorage(), disk: broken()), .untilReboot, EIO),
            (pair(runtime: MemoryLatchStorage(), disk: nil), .untilReboot, 0),
            (pair(runtime: broken(), disk: nil), .memoryOnly, 0),
            (pair(runtime: nil, disk: nil), .memoryOnly, 0),
        ]
        for (latches, durability, number) in cases {
            let running = try RunningStopPath(latches: latches)
            #expect(running.path.engage(Facts.request()).durability == durability)
            #expect(running.path.health.diskErrno == number)
            running.end()
        }
    }

    @Test("The gate is closed before the first byte is written anywhere")
    func closedBeforeWriting() throws {
        let runtime = ObservingLatchStorage()
        let running = try RunningStopPath(latches: pair(runtime: runtime, disk: MemoryLatchStorage()))
        defer { running.end() }
        runtime.observe { running.gate.gives(Facts.post()) }
        _ = running.call("stop\n")
        #expect(runtime.observations == [false])
    }

    @Test("Lending priority ends with the write, and a disk that was too slow once is not waited for again")
    func lendingPriority() throws {
        let gate: Gate<Live> = Facts.openGate()
        let bootID = StopID(high: 1, low: 1)
        let quick = LatchThread(
            gate: gate, latch: Latch.open(MemoryLatchStorage(), bootID: bootID).latch, wakeDescriptor: -1)
        let disk = HangingLatchStorage()
        let slow = LatchThread(gate: gate, latch: Latch.open(disk, bootID: bootID).latch, wakeDescriptor: -1)
        #expect(quick.start() && slow.start())
        for _ in 0..<50 {
            gate.press()
            quick.request()
            quick.lendPriority(until: gate.version, milliseconds: 10_000)
            #expect(quick.isDecided(gate.version))
        }
        slow.request()
        slow.lendPriority(until: gate.version)
        let began = Clocks.monotonicNanoseconds()
        for _ in 0..<1_000 { slow.lendPriority(until: gate.version) }
        #expect(Clocks.monotonicNanoseconds() - began < 1_000_000_000)
        disk.letGo()
        let haveEnded = (quick.end(waitMilliseconds: 10_000), slow.end(waitMilliseconds: 10_000))
        #expect(haveEnded == (true, true))
        #expect(slow.isDecided(gate.version))
    }

    @Test("A release that is durable in the log leaves both latches")
    func release() throws {
        let running = try RunningStopPath()
        let answer = running.path.engage(Facts.request())
        #expect(running.gate.release(epoch: answer.record.epoch) == .released)
        running.path.persistLatches()
        running.end()
        let next = LatchPair.open(
            runtimeDirectory: running.folder.path + "/run", stateDirectory: running.folder.path + "/state")
        #expect(next.diskReading.state?.table.recordCount == 0)
        #expect(next.runtimeReading.state?.table.recordCount == 0)
        #expect(next.diskReading.state?.table.highestStopEpoch == answer.record.epoch)
    }
}
