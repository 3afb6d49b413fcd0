import EventLog
import Glibc
import LMDB
import Testing

/// A damaged log on disk, read up to the block before the damage.
@Suite("The sound part of a damaged log")
struct SoundPartTests {
    private static let blocks = 40
    private static let eventsPerBlock = 5

    /// A log whose block `damaged`, counted from 0, has one bit flipped on the disk. Answers with the first event of
    /// that block, and all events.
    private static func make(
        in directory: String, damaged: Int, random: inout SeededGenerator
    ) throws -> (damage: UInt64, events: [SampleEvent]) {
        var events: [SampleEvent] = []
        do {
            let log = try EventLog.open(directory: directory, options: .init(reserveBytes: 0), clock: .fixed)
            for block in 0..<blocks {
                let part = (0..<eventsPerBlock).map { SampleEvent.plain("mark-\(block)-\($0)-end") }
                _ = try log.append(part)
                events += part
            }
        }
        try flip("mark-\(damaged)-\(Int.random(in: 0..<eventsPerBlock, using: &random))-end", in: directory)
        return (UInt64(damaged * eventsPerBlock + 1), events)
    }

    /// Wherever the text lies in the file: pages that were written over keep old copies.
    private static func flip(_ text: String, in directory: String) throws {
        let descriptor = Glibc.open("\(directory)/data.mdb", O_RDWR | O_CLOEXEC)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var status = stat()
        try #require(fstat(descriptor, &status) == 0)
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        try #require(pread(descriptor, &bytes, bytes.count, 0) == bytes.count)
        let mark = Array(text.utf8)
        var found = 0
        for offset in bytes.indices.dropLast(mark.count)
        where bytes[offset] == mark[0] && bytes[offset...].starts(with: mark) {
            var changed = bytes[offset] ^ 1
            try #require(pwrite(descriptor, &changed, 1, offset) == 1)
            found += 1
        }
        try #require(found > 0)
    }

    @Test(
        "It opens up to the block before, reads and verifies to there, and refuses to write",
        arguments: [1, 2, 17, 38, 39])
    func readable(damaged: Int) throws {
        var random = SeededGenerator(seed: UInt64(damaged))
        let directory = try TemporaryDirectory()
        let (damage, events) = try Self.make(in: directory.path, damaged: damaged, random: &random)
        let whole = try EventLog.verify(directory: directory.path)
        #expect(!whole.isSound && whole.findings.first?.sequence.rawValue == damage)
        try Self.check(directory.path, damage, events)
        #expect(try !EventLog.verify(directory: directory.path).isSound, "nothing was written")
    }

    private static func check(_ directory: String, _ damage: UInt64, _ events: [SampleEvent]) throws {
        let log = try EventLog.openSoundPart(directory: directory, before: damage, clock: .fixed)
        let sound = Int(damage) - 1
        #expect(log.head.lastSequence?.rawValue == damage - 1 && log.head.eventCount == damage - 1)
        #expect(try log.events() == Array(events.prefix(sound)))
        let middle = UInt64(sound / 2 + 1)
        #expect(
            try log.events(from: Envelope.Sequence(rawValue: middle))
                == Array(events[(Int(middle) - 1)..<sound]))
        for sequence in [1, middle, damage - 1] {
            let text = try log.withRecord(Envelope.Sequence(rawValue: sequence)) { SampleEvent($0).texts[0] }
            #expect(text == events[Int(sequence) - 1].texts[0])
        }
        // Beyond it is nothing, as if the log ended there.
        for sequence in [damage, damage + 1, UInt64(events.count), UInt64(events.count) + 1] {
            let found = (try? log.withRecord(Envelope.Sequence(rawValue: sequence)) { _ in true }) ?? nil
            #expect(found != true, "event \(sequence)")
        }
        let report = try log.verify()
        #expect(report.isSound && report.eventCount == damage - 1)
        #expect(report.blockCount == (damage - 1) / UInt64(eventsPerBlock))
        #expect(report.treeRoot == log.head.treeRoot)
        #expect(code { _ = try log.append([.plain()]) } == .readOnly)
        #expect(code { _ = try log.append([.plain()], mayUseReserve: true) } == .readOnly)
    }

    @Test("Its root is that of the log as it was when it ended there")
    func root() throws {
        var random = SeededGenerator(seed: 7)
        let directory = try TemporaryDirectory()
        let (damage, events) = try Self.make(in: directory.path, damaged: 12, random: &random)
        let other = try EventLog(store: MemoryBlockStore(), clock: .fixed)
        for block in 0..<12 {
            _ = try other.append(
                Array(events[block * Self.eventsPerBlock..<(block + 1) * Self.eventsPerBlock]))
        }
        let log = try EventLog.openSoundPart(directory: directory.path, before: damage, clock: .fixed)
        #expect(log.head.treeRoot == other.head.treeRoot && log.head.blockCount == 12)
    }

    @Test("Where the first block is the damaged one nothing is left, and that is said")
    func nothing() throws {
        var random = SeededGenerator(seed: 3)
        let directory = try TemporaryDirectory()
        _ = try Self.make(in: directory.path, damaged: 0, random: &random)
        let log = try EventLog.openSoundPart(directory: directory.path, before: 1, clock: .fixed)
        #expect(log.head.lastSequence == nil && log.head.eventCount == 0)
        #expect(try log.events().isEmpty && log.verify().isSound)
    }

    @Test("It is as short as the last block before the damage, also when the tree was noted behind it")
    func notedTree() throws {
        let store = MemoryBlockStore()
        var log = try EventLog(store: store, clock: .fixed)
        for number in 0..<600 { _ = try log.append([.plain("number \(number)")]) }
        for end in [2, 100, 255, 256, 257, 300, 513, 600] as [UInt64] {
            log = try EventLog(
                store: SoundPartStore(store, before: end), access: .readOnly, clock: .fixed)
            #expect(log.head.lastSequence?.rawValue == end - 1, "\(end)")
            let report = try log.verify()
            #expect(report.isSound && report.eventCount == end - 1, "\(end)")
        }
    }
}
