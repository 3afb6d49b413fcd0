import EventLog
import Glibc
import Testing

@Suite("The log on LMDB")
struct LMDBBlockStoreTests {
    @Test("The zero-filled tail keeps every event over many reopenings", arguments: UInt64(1)...4)
    func tail(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let directory = try TemporaryDirectory()
        var expected: [SampleEvent] = []
        for _ in 0..<12 {
            let reserve = Int.random(in: 0...40, using: &random) << 14
            let log = try EventLog.open(
                directory: directory.path, options: .init(reserveBytes: reserve), clock: .fixed)
            if reserve >= 1 << 18 { #expect(try log.statistics().reserveBytes >= reserve / 2) }
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                let events = (0..<Int.random(in: 1...60, using: &random)).map {
                    SampleEvent.plain(
                        String(repeating: "\($0)", count: Int.random(in: 1...400, using: &random)))
                }
                _ = try log.append(events)
                expected += events
            }
            #expect(try log.events() == expected, "replay with seed \(seed)")
        }
        #expect(try EventLog.verify(directory: directory.path).isSound)
    }

    @Test("A sparse copy of a log is as good as the log, and its tail is filled again")
    func sparseCopy() throws {
        let directory = try TemporaryDirectory()
        let events = (0..<300).map { SampleEvent.plain("number \($0)") }
        do {
            let log = try EventLog.open(
                directory: directory.path, options: .init(reserveBytes: 1 << 20), clock: .fixed)
            _ = try log.append(events)
            let statistics = try log.statistics()
            let used = statistics.pagesInUse * statistics.pageBytes
            // What a sparse copy does to zeros: the file keeps its length and loses their blocks.
            #expect(truncate("\(directory.path)/data.mdb", used) == 0)
            #expect(truncate("\(directory.path)/data.mdb", statistics.fileBytes) == 0)
        }
        var before = stat()
        #expect(stat("\(directory.path)/data.mdb", &before) == 0)
        let log = try EventLog.open(
            directory: directory.path, options: .init(reserveBytes: 1 << 20), clock: .fixed)
        var after = stat()
        #expect(stat("\(directory.path)/data.mdb", &after) == 0)
        #expect(after.st_blocks >= before.st_blocks + 1_024)
        #expect(try log.events() == events)
        #expect(try log.verify().isSound)
    }

    @Test("A full map refuses before anything is written, and the log goes on")
    func fullMap() throws {
        let directory = try TemporaryDirectory()
        let store = try LMDBBlockStore.open(directory: directory.path, reserveBytes: 0, mapBytes: 1 << 20)
        let log = try EventLog(store: store, clock: .fixed)
        var acknowledged: UInt64 = 0
        var refusal: EventLogError?
        while refusal == nil {
            do {
                let receipt = try log.append(Array(repeating: .plain(), count: 500))
                acknowledged = receipt?.last.rawValue ?? acknowledged
            } catch {
                refusal = error
            }
        }
        #expect(refusal?.code == .storeFull)
        #expect(log.head.eventCount == acknowledged)
        #expect(try log.events().count == Int(acknowledged))
        #expect(try log.append([.plain()])?.first.rawValue == acknowledged + 1)
        #expect(try log.verify().isSound)
    }

    @Test("A process killed at any moment loses no acknowledged event", arguments: UInt64(1)...6)
    func killed(seed: UInt64) async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path
        await #expect(processExitsWith: .signal(SIGALRM)) { [path = path as String, seed = seed as UInt64] in
            let log = try EventLog.open(directory: path, options: .init(reserveBytes: 1 << 20), clock: .fixed)
            let acknowledged = open("\(path)/acknowledged", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
            var random = SeededGenerator(seed: seed)
            // The kernel ends the process here or there in the loop; nothing of ours runs then.
            ualarm(UInt32.random(in: 2_000...40_000, using: &random), 0)
            while true {
                let count = Int.random(in: 1...30, using: &random)
                guard let receipt = try log.append(Array(repeating: .plain(), count: count)) else { continue }
                var last = receipt.last.rawValue
                pwrite(acknowledged, &last, 8, 0)
            }
        }
        var last: UInt64 = 0
        let descriptor = open("\(path)/acknowledged", O_RDONLY | O_CLOEXEC)
        if descriptor >= 0 {
            pread(descriptor, &last, 8, 0)
            close(descriptor)
        }
        let log = try EventLog.open(directory: path, options: .init(reserveBytes: 1 << 20), clock: .fixed)
        #expect(log.head.eventCount >= last, "replay with seed \(seed)")
        #expect(try log.verify().isSound)
        #expect(try log.append([.plain()])?.first.rawValue == log.head.eventCount)
    }
}
