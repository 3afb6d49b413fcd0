import EventLog
import Glibc

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A folder of its own for a test, removed with everything in it when the test is done.
final class TemporaryDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/tocsin-eventlog-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FixtureError.noTemporaryDirectory }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    enum FixtureError: Error { case noTemporaryDirectory }

    private static func remove(_ path: String) {
        if let listing = opendir(path) {
            while let entry = readdir(listing) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != "." && name != ".." { remove("\(path)/\(name)") }
            }
            closedir(listing)
        }
        _ = Glibc.remove(path)
    }
}

/// An event as a test knows it: what went in, to be compared with what comes out.
struct SampleEvent: Hashable {
    var envelope: Envelope
    var integers: [Int64?]
    var texts: [String?]

    static func random(sequence: UInt64, using random: inout SeededGenerator, textBytesMax: Int = 120)
        -> SampleEvent
    {
        let names = ["", "rota", "Ana Müller", "räksmörgås-öäå", String(repeating: "n", count: 255)]
        let envelope = Envelope(
            kind: .random(in: 0...UInt16.max, using: &random),
            schemaVersion: .random(in: 1...3, using: &random),
            realm: .random(in: 0...3, using: &random),
            at: .random(in: -1_000_000...2_000_000_000_000_000, using: &random),
            occurredAt: Bool.random(using: &random) ? .random(in: 0...1_000_000, using: &random) : nil,
            flags: Bool.random(using: &random) ? .clockClamped : [],
            actor: .init(
                kind: .random(in: 0...9, using: &random),
                uid: Bool.random(using: &random) ? .random(in: 0...70_000, using: &random) : nil,
                loginUid: Bool.random(using: &random) ? .random(in: 0...70_000, using: &random) : nil,
                name: names[Int.random(in: 0..<names.count, using: &random)]),
            causation: sequence > 1 && Bool.random(using: &random)
                ? Envelope.Sequence(rawValue: .random(in: 1..<sequence, using: &random)) : nil,
            correlation: Bool.random(using: &random)
                ? Envelope.Sequence(rawValue: .random(in: 1...sequence, using: &random)) : nil)
        let integers: [Int64?] = (0..<Int.random(in: 0...6, using: &random)).map { _ in
            Int.random(in: 0...3, using: &random) == 0
                ? nil : .random(in: (.min + 1)...(.max), using: &random)
        }
        let texts: [String?] = (0..<Int.random(in: 0...4, using: &random)).map { _ in
            if Int.random(in: 0...4, using: &random) == 0 { return nil }
            let count = Int.random(in: 0...textBytesMax, using: &random)
            let letter = UInt8.random(in: 32...126, using: &random)
            return String(repeating: String(UnicodeScalar(letter)), count: count)
                + (count % 3 == 0 ? "é日" : "")
        }
        return SampleEvent(envelope: envelope, integers: integers, texts: texts)
    }

    /// Of about the size that figures are quoted for.
    static func plain(_ text: String = "a post that stays within its lines") -> SampleEvent {
        SampleEvent(
            envelope: Envelope(
                kind: 7, schemaVersion: 1, at: 1_700_000_000_000_000,
                actor: .init(kind: 1, uid: 1_000, name: "ana")),
            integers: [1, 2, 3], texts: [text])
    }

    init(envelope: Envelope, integers: [Int64?], texts: [String?]) {
        self.envelope = envelope
        self.integers = integers
        self.texts = texts
    }

    init(_ record: borrowing RecordView) {
        envelope = record.envelope
        let payload = record.payload
        integers = (0..<payload.integerCount).map { payload.integer($0) }
        texts = (0..<payload.textCount).map { payload.text($0) }
    }

    @discardableResult
    func append(to batch: inout RecordBatch, mayUseReserve: Bool = false) throws(EventLogError)
        -> Envelope.Sequence
    {
        var payload = PayloadWriter()
        for integer in integers { payload.integer(integer) }
        for text in texts { payload.text(text) }
        return try batch.append(envelope, payload, mayUseReserve: mayUseReserve)
    }
}

extension BlockClock {
    /// Stands still: tests compare bytes.
    static let fixed = BlockClock {
        BlockTime(wall: 1_700_000_000_000_000, boot: 5_000_000, bootIdentity: 77)
    }
}

extension EventLog {
    func events(
        from first: Envelope.Sequence = .first,
        to last: Envelope.Sequence? = nil
    ) throws(EventLogError) -> [SampleEvent] {
        var events: [SampleEvent] = []
        try read(from: first, to: last) { record in
            events.append(SampleEvent(record))
            return .continue
        }
        return events
    }

    func append(_ events: [SampleEvent], mayUseReserve: Bool = false) throws(EventLogError) -> CommitReceipt?
    {
        var batch = makeBatch()
        for event in events { try event.append(to: &batch, mayUseReserve: mayUseReserve) }
        return try append(&batch)
    }
}

/// Errors compared by their code alone.
func code(_ body: () throws -> Void) -> EventLogError.Code? {
    do {
        try body()
        return nil
    } catch {
        return (error as? EventLogError)?.code
    }
}
