import EventLog
import Testing

@Suite("Records")
struct RecordViewTests {
    @Test("What goes into a record comes out of it", arguments: UInt64(1)...50)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var batch = RecordBatch(
            firstSequence: Envelope.Sequence(rawValue: .random(in: 1...1_000_000, using: &random)))
        var expected: [SampleEvent] = []
        for _ in 0..<40 {
            let event = SampleEvent.random(sequence: batch.nextSequence.rawValue, using: &random)
            try event.append(to: &batch)
            expected.append(event)
        }
        var found: [SampleEvent] = []
        var sequences: [UInt64] = []
        batch.forEach { record in
            found.append(SampleEvent(record))
            sequences.append(record.sequence.rawValue)
        }
        #expect(found == expected, "replay with seed \(seed)")
        #expect(sequences == Array(batch.firstSequence.rawValue..<batch.nextSequence.rawValue))
    }

    @Test("Absent, empty and missing fields are told apart from each other")
    func absence() throws {
        var batch = RecordBatch(firstSequence: .first)
        let event = SampleEvent(
            envelope: SampleEvent.plain().envelope, integers: [nil, 5, nil], texts: [nil, "", "näher", nil])
        let sequence = try event.append(to: &batch)
        let seen = batch.withRecord(sequence) { record in
            #expect(record.integer(0) == nil && record.integer(1) == 5 && record.integer(2) == nil)
            #expect(record.integer(3) == nil && record.integer(-1) == nil)
            #expect(record.text(0) == nil && record.text(1) == "" && record.text(2) == "näher")
            #expect(record.text(3) == nil && record.text(4) == nil && record.text(-1) == nil)
            let near = record.withText(2) { text -> String? in
                if let text { String(copying: text) } else { nil }
            }
            #expect(near == "näher")
            #expect(record.withText(0) { $0 == nil } && record.withText(9) { $0 == nil })
            #expect(record.payload.withBytes(2) { $0?.byteCount } == 6)
            return true
        }
        #expect(seen == true)
    }

    @Test("Bytes that are not UTF-8 are repaired as a String and refused as text")
    func illFormedText() throws {
        var batch = RecordBatch(firstSequence: .first)
        var payload = PayloadWriter()
        payload.bytes([0x61, 0xFF, 0x62])
        try batch.append(SampleEvent.plain().envelope, payload)
        batch.forEach { record in
            #expect(record.text(0) == "a\u{FFFD}b")
            #expect(record.withText(0) { $0 == nil })
            #expect(record.payload.bytes(0) == [0x61, 0xFF, 0x62])
        }
    }

    @Test("Mutated records are refused or read, and never trap", arguments: UInt64(1)...60)
    func hostileRecords(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var batch = RecordBatch(firstSequence: .first)
        for _ in 0..<8 {
            try SampleEvent.random(sequence: batch.nextSequence.rawValue, using: &random).append(to: &batch)
        }
        var originals: [[UInt8]] = []
        batch.forEach { record in
            originals.append(record.withRecordBytes { $0.withUnsafeBytes { [UInt8]($0) } })
        }
        for original in originals {
            for _ in 0..<60 {
                var bytes = original
                Self.mutate(&bytes, using: &random)
                Self.readEverything(bytes)
            }
        }
    }

    @Test("Every truncation of a record is refused or read, and never traps")
    func truncated() throws {
        var batch = RecordBatch(firstSequence: .first)
        let sequence = try SampleEvent.plain().append(to: &batch)
        let bytes = try #require(
            batch.withRecord(sequence) { $0.withRecordBytes { $0.withUnsafeBytes { [UInt8]($0) } } })
        for count in 0..<bytes.count { Self.readEverything(Array(bytes.prefix(count))) }
        #expect(throws: RecordFault.tooShort) {
            _ = try RecordView(validating: Array(bytes.prefix(30)).span.bytes, sequence: .first).kind
        }
    }

    @Test("A newer writer's tail is ignored")
    func unknownTail() throws {
        var batch = RecordBatch(firstSequence: .first)
        let event = SampleEvent.plain()
        let sequence = try event.append(to: &batch)
        var bytes = try #require(
            batch.withRecord(sequence) { $0.withRecordBytes { $0.withUnsafeBytes { [UInt8]($0) } } })
        bytes += [9, 9, 9, 9, 9]
        let view = try RecordView(validating: bytes.span.bytes, sequence: .first)
        #expect(SampleEvent(view) == event)
    }

    @Test("A record that breaks a rule is refused, and the batch stays as it was")
    func refusals() throws {
        var batch = RecordBatch(firstSequence: Envelope.Sequence(rawValue: 10))
        let event = SampleEvent.plain()
        try event.append(to: &batch)
        var late = event
        late.envelope.causation = Envelope.Sequence(rawValue: 11)
        #expect(throws: EventLogError.self) { try late.append(to: &batch) }
        var foreign = event
        foreign.envelope.correlation = Envelope.Sequence(rawValue: 12)
        #expect(throws: EventLogError.self) { try foreign.append(to: &batch) }
        var named = event
        named.envelope.actor.name = String(repeating: "n", count: 256)
        #expect(throws: EventLogError.self) { try named.append(to: &batch) }
        let large = SampleEvent.plain(String(repeating: "x", count: 1 << 20))
        #expect(throws: EventLogError.self) { try large.append(to: &batch) }
        #expect(batch.count == 1 && batch.nextSequence.rawValue == 11)
        var own = event
        own.envelope.correlation = Envelope.Sequence(rawValue: 11)
        try own.append(to: &batch)
        let mark = batch.mark
        try event.append(to: &batch)
        batch.rollback(to: mark)
        #expect(batch.count == 2 && batch.nextSequence.rawValue == 12)
    }

    static func mutate(_ bytes: inout [UInt8], using random: inout SeededGenerator) {
        for _ in 0...Int.random(in: 0...3, using: &random) {
            guard !bytes.isEmpty else { return }
            let index = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0...4, using: &random) {
            case 0: bytes[index] = .random(in: 0...255, using: &random)
            case 1: bytes[index] = 0xFF
            case 2: bytes[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
            case 3: bytes.removeLast(min(bytes.count, Int.random(in: 1...9, using: &random)))
            default: bytes.insert(.random(in: 0...255, using: &random), at: index)
            }
        }
    }

    static func readEverything(_ bytes: [UInt8]) {
        do {
            let record = try RecordView(validating: bytes.span.bytes, sequence: .first)
            _ = SampleEvent(record)
            _ = record.actorNameIsUTF8
            for index in -1...record.payload.textCount { _ = record.withText(index) { $0 == nil } }
        } catch {
            // Refused, which is as good.
        }
    }
}
