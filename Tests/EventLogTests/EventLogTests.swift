import Cryptography
import EventLog
import Glibc
import Testing

@Suite("The log")
struct EventLogTests {
    @Test("Random batches come back as they went in, also after reopening", arguments: UInt64(1)...5)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let directory = try TemporaryDirectory()
        var expected: [SampleEvent] = []
        var root: String?
        for _ in 0..<4 {
            let log = try EventLog.open(
                directory: directory.path, options: .init(reserveBytes: 1 << 18), clock: .fixed)
            #expect(log.head.eventCount == UInt64(expected.count), "replay with seed \(seed)")
            if let root { #expect(log.head.treeRoot.description == root) }
            for _ in 0..<Int.random(in: 1...10, using: &random) {
                var batch = log.makeBatch()
                for _ in 0..<Int.random(in: 1...40, using: &random) {
                    let event = SampleEvent.random(
                        sequence: batch.nextSequence.rawValue, using: &random,
                        textBytesMax: Bool.random(using: &random) ? 100 : 4_000)
                    try event.append(to: &batch)
                    expected.append(event)
                }
                let receipt = try log.append(&batch)
                #expect(receipt?.last.rawValue == UInt64(expected.count) && batch.isEmpty)
            }
            #expect(try log.events() == expected)
            let report = try log.verify()
            #expect(report.isSound && report.eventCount == UInt64(expected.count))
            #expect(report.treeRoot == log.head.treeRoot && report.blockCount == log.head.blockCount)
            root = log.head.treeRoot.description
        }
    }

    @Test("The tree noted every 256 blocks is the one that opening finds")
    func treeNote() throws {
        let directory = try TemporaryDirectory()
        var root = ""
        for round in 0..<3 {
            let log = try EventLog.open(
                directory: directory.path, options: .init(reserveBytes: 0), clock: .fixed)
            if round > 0 { #expect(log.head.treeRoot.description == root) }
            for _ in 0..<100 { _ = try log.append([.plain()]) }
            root = log.head.treeRoot.description
            let report = try log.verify()
            #expect(report.isSound && report.treeRoot?.description == root)
        }
    }

    @Test("Any range can be read, and reading stops where it is told", arguments: UInt64(1)...5)
    func ranges(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let log = try EventLog(store: MemoryBlockStore(), clock: .fixed)
        var expected: [SampleEvent] = []
        while expected.count < 9_000 {
            var batch = log.makeBatch()
            for _ in 0..<Int.random(in: 1...700, using: &random) {
                let event = SampleEvent.random(
                    sequence: batch.nextSequence.rawValue, using: &random, textBytesMax: 10)
                try event.append(to: &batch)
                expected.append(event)
            }
            try log.append(&batch)
        }
        let count = UInt64(expected.count)
        for _ in 0..<20 {
            let from = UInt64.random(in: 1...count, using: &random)
            let to = UInt64.random(in: from...count + 5, using: &random)
            let events = try log.events(from: .init(rawValue: from), to: .init(rawValue: to))
            #expect(
                events == Array(expected[Int(from) - 1..<Int(min(to, count))]), "replay with seed \(seed)")
        }
        var seen = 0
        let last = try log.read { _ in
            seen += 1
            return seen == 5_000 ? .stop : .continue
        }
        #expect(seen == 5_000 && last?.rawValue == 5_000)
        #expect(try log.read(from: .init(rawValue: count + 1)) { _ in .continue } == nil)
        #expect(try log.withRecord(.init(rawValue: count)) { SampleEvent($0) } == expected.last)
        #expect(try log.withRecord(.init(rawValue: count + 1)) { _ in true } == nil)
    }

    @Test("A body's own error comes out of a read as it went in")
    func throwingBody() throws {
        struct Enough: Error {}
        let log = try EventLog(store: MemoryBlockStore(), clock: .fixed)
        _ = try log.append([.plain(), .plain()])
        var seen = 0
        do throws(ReadFailure<Enough>) {
            try log.read(throwing: { (_) throws(Enough) in
                seen += 1
                throw Enough()
            })
            Issue.record("the error was lost")
        } catch {
            guard case .body = error else { throw error }
        }
        #expect(seen == 1)
    }

    @Test("A second writer is refused and told who holds the log; a reader is not")
    func secondWriter() throws {
        let directory = try TemporaryDirectory()
        let log = try EventLog.open(directory: directory.path, options: .init(reserveBytes: 0), clock: .fixed)
        _ = try log.append([.plain()])
        do {
            _ = try EventLog.open(directory: directory.path, clock: .fixed)
            Issue.record("opened twice")
        } catch {
            #expect(error.code == .inUse && error.holder == getpid())
        }
    }

    @Test("A log can be opened for reading alone, and then refuses appends")
    func readOnly() throws {
        let directory = try TemporaryDirectory()
        do {
            let log = try EventLog.open(
                directory: directory.path, options: .init(reserveBytes: 0), clock: .fixed)
            _ = try log.append([.plain(), .plain()])
        }
        let log = try EventLog.open(
            directory: directory.path, options: .init(access: .readOnly), clock: .fixed)
        #expect(try log.events().count == 2)
        #expect(code { _ = try log.append([.plain()]) } == .readOnly)
    }

    @Test("A log of a newer format, or of something else, is refused")
    func newerFormat() throws {
        let store = MemoryBlockStore()
        _ = try EventLog(store: store, clock: .fixed)
        store.changeHeader { $0[8] = 3 }
        #expect(code { _ = try EventLog(store: store, clock: .fixed) } == .newerFormat)
        #expect(try EventLog.verify(store: store).findings.map(\.kind) == [.newerFormat])
        store.changeHeader { $0[0] = 0 }
        #expect(code { _ = try EventLog(store: store, clock: .fixed) } == .notALog)
        store.changeHeader { $0 = [] }
        #expect(code { _ = try EventLog(store: store, clock: .fixed) } == .notALog)
    }

    @Test("A missing directory is made; a missing parent, or a log that is not there to read, is an error")
    func directories() throws {
        let directory = try TemporaryDirectory()
        _ = try EventLog.open(
            directory: "\(directory.path)/log", options: .init(reserveBytes: 0), clock: .fixed)
        let deep = "\(directory.path)/a/b"
        #expect(code { _ = try EventLog.open(directory: deep, clock: .fixed) } == .storeFailed)
        #expect(code { _ = try EventLog.verify(directory: "\(directory.path)/none") } == .storeFailed)
    }

    @Test("A batch that is not at the head of the log is refused")
    func staleBatch() throws {
        let log = try EventLog(store: MemoryBlockStore(), clock: .fixed)
        var stale = log.makeBatch()
        try SampleEvent.plain().append(to: &stale)
        _ = try log.append([.plain()])
        do {
            try log.append(&stale)
            Issue.record("appended behind the head")
        } catch {
            #expect(error.code == .sequenceConflict)
        }
        log.reopen(&stale)
        try SampleEvent.plain().append(to: &stale)
        #expect(try log.append(&stale)?.first.rawValue == 2)
    }
}
