import Glibc
import Testing

@testable import Gate

@Suite("Latch")
struct LatchTests {
    private let bootID = StopID(high: 1, low: 2)

    private func table(_ numbers: ClosedRange<UInt64>) -> StopTable {
        var table = StopTable()
        let scopes: [StopScope] = [
            .account(Facts.name(String(repeating: "ä", count: 32))), .network(Facts.name("n")),
            .campaign(Facts.name("c")), .postClass(.service),
        ]
        for number in numbers { table.insert(Facts.record(number, scopes: scopes)) }
        return table
    }

    private func records(_ table: StopTable) -> [StopRecord] { (0..<table.recordCount).map { table[$0] } }

    @Test(
        "What was written is read back, every field of it, up to twenty stops", arguments: [1, 2, 16, 17, 20])
    func roundTrip(count: UInt64) throws {
        let storage = MemoryLatchStorage()
        let (latch, empty) = Latch.open(storage, bootID: bootID)
        #expect(empty.state == nil)
        var table = table(1...count)
        table.highestEpoch = 99
        try latch.write(&table)
        let state = try #require(Latch.open(storage, bootID: bootID).reading.state)
        #expect(records(state.table) == records(table))
        #expect(state.table.highestEpoch == 99 && state.table.highestStopEpoch == count)
        #expect(
            state.table.overflowCount == table.overflowCount
                && state.table.overflowStart == table.overflowStart)
        #expect(state.bootID == bootID)
    }

    @Test(
        "A new file of zeros is missing; a file with two bad slots is unreadable; neither says that nothing is stopped"
    )
    func missingAndUnreadable() throws {
        let storage = MemoryLatchStorage()
        guard case .missing = Latch.open(storage, bootID: bootID).reading else {
            Issue.record("zeros were believed")
            return
        }
        let (latch, _) = Latch.open(storage, bootID: bootID)
        var table = table(1...1)
        try latch.write(&table)
        storage.damage(at: 200)
        guard case .unreadable = Latch.open(storage, bootID: bootID).reading else {
            Issue.record("a damaged latch was believed")
            return
        }
    }

    @Test(
        "Any single damaged byte in the newer slot leaves the older one",
        arguments: [0, 9, 14, 17, 22, 30, 60, 130, 700, 1_000])
    func damagedByte(index: Int) throws {
        let storage = MemoryLatchStorage()
        let (latch, _) = Latch.open(storage, bootID: bootID)
        var (first, second) = (table(1...1), table(1...2))
        try latch.write(&first)
        try latch.write(&second)
        #expect(Latch.open(storage, bootID: bootID).reading.state?.table.count == 2)
        storage.damage(at: LatchLayout.slotSize + index)
        #expect(Latch.open(storage, bootID: bootID).reading.state?.table.count == 1)
    }

    @Test(
        "A torn write leaves the stops of the write before, or has one that came after it, whole",
        arguments: UInt64(1)...60)
    func tornWrite(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let machine = Machine()
        let storage = MemoryLatchStorage(machine: machine)
        var (latch, _) = Latch.open(storage, bootID: bootID)
        var before = table(1...UInt64.random(in: 1...17, using: &random))
        for _ in 0..<Int.random(in: 1...3, using: &random) { try latch.write(&before) }
        var attempts = [records(before)]
        for _ in 0..<3 {
            var after = table(1...UInt64.random(in: 1...17, using: &random))
            machine.stopsAt = machine.steps + 3
            #expect(throws: LatchError.self) { try latch.write(&after) }
            storage.losePower(using: &random)
            machine.restart()
            let opened = Latch.open(storage, bootID: bootID)
            let found = try #require(opened.reading.state, "seed \(seed)")
            // A torn write may also complete the one that was torn before it: nothing was acknowledged in between.
            attempts.append(records(after))
            #expect(attempts.contains(records(found.table)), "seed \(seed)")
            latch = opened.latch
        }
    }

    @Test("A write that failed does not touch the slot that is good")
    func failedWrite() throws {
        let storage = MemoryLatchStorage()
        let (latch, _) = Latch.open(storage, bootID: bootID)
        var (first, second) = (table(1...1), table(1...2))
        try latch.write(&first)
        for _ in 0..<3 {
            storage.isBroken = true
            #expect(throws: LatchError.self) { try latch.write(&second) }
            storage.isBroken = false
            #expect(Latch.open(storage, bootID: bootID).reading.state?.table.count == 1)
        }
        try latch.write(&second)
        #expect(Latch.open(storage, bootID: bootID).reading.state?.table.count == 2)
    }

    @Test("Latch files are made of full size, and read back by the next process")
    func files() throws {
        let folder = TemporaryDirectory()
        let (runtime, state) = (folder.makeDirectory("run"), folder.makeDirectory("state"))
        let first = LatchPair.open(runtimeDirectory: runtime, stateDirectory: state)
        #expect(first.failures.isEmpty)
        var table = table(1...3)
        try first.disk?.write(&table)
        try first.runtime?.write(&table)
        var information = stat()
        #expect(stat(state + "/latch", &information) == 0 && information.st_size == off_t(Latch.fileSize))
        #expect(information.st_mode & 0o777 == 0o600)
        let second = LatchPair.open(runtimeDirectory: runtime, stateDirectory: state)
        #expect(second.diskReading.state?.table.count == 3 && second.runtimeReading.state?.table.count == 3)
        #expect(second.diskReading.state?.bootID == second.bootID)
        TemporaryDirectory.write("short", to: state + "/latch")
        guard case .unreadable = LatchPair.open(runtimeDirectory: runtime, stateDirectory: state).diskReading
        else {
            Issue.record("a short file was believed")
            return
        }
        let nowhere = LatchPair.open(runtimeDirectory: folder.path + "/none", stateDirectory: state)
        #expect(nowhere.runtime == nil && !nowhere.failures.isEmpty)
    }

    @Test("The checksum is CRC-32C")
    func checksum() {
        let bytes = Array("123456789".utf8)
        #expect(bytes.withUnsafeBytes { Checksum.crc32c($0) } == 0xE306_9283)
    }
}
