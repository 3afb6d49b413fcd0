import CrisisModel
import Testing

@Suite("Packed tables")
struct PackedTableTests {
    private struct Note: CanonicalState {
        var text = ""
        var number: Int64 = 0

        static var blank: Note { Note() }

        mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
            try coder.text("text", &text)
            try coder.integer("number", &number)
        }
    }

    private typealias Table = PackedTable<String, Note>

    private static func filled(_ random: inout SeededGenerator, _ count: Int) -> (Table, [String: Note]) {
        var table = Table()
        var model: [String: Note] = [:]
        for _ in 0..<count {
            let key = "k-\(Int.random(in: 0..<count, using: &random))"
            let text = String(repeating: "x", count: .random(in: 0...400, using: &random))
            let note = Note(text: text, number: .random(in: .min ... .max, using: &random))
            table.append(key, note)
            if model[key] == nil { model[key] = note }
        }
        return (table, model)
    }

    @Test(
        "It holds what a dictionary holds, over many segments; a key keeps its first value",
        arguments: UInt64(1)...5)
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let (table, model) = Self.filled(&random, 2_000)
        #expect(table.count == model.count && table.segments.count > 3, "seed \(seed)")
        for (key, note) in model {
            #expect(table[key] == note && table.contains(key), "seed \(seed), \(key)")
        }
        #expect(table["absent"] == nil && !table.contains("absent"))
        var seen: [String: Note] = [:]
        table.forEach { seen[$0] = $1 }
        #expect(seen == model, "seed \(seed)")
    }

    @Test("Made again from its segments it is the same table, and goes on the same", arguments: UInt64(1)...5)
    func again(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var (table, _) = Self.filled(&random, .random(in: 0...900, using: &random))
        var twin = try #require(Table(segments: table.segments, count: table.count))
        #expect(table == twin, "seed \(seed)")
        for number in 0..<400 {
            let note = Note(text: "later \(number)", number: 1)
            table.append("k-\(number)", note)
            twin.append("k-\(number)", note)
        }
        #expect(table == twin && table.segments.map(\.bytes) == twin.segments.map(\.bytes), "seed \(seed)")
    }

    @Test("A copy that goes on leaves the first as it was")
    func copies() {
        var table = Table()
        for number in 0..<300 { table.append("k-\(number)", Note(text: "text", number: 1)) }
        let before = table
        var copy = table
        copy.append("new", Note(text: "new", number: 2))
        #expect(table == before && copy != before && table["new"] == nil && copy.count == table.count + 1)
    }

    @Test("Segments that are not made of whole entries, each named once, are no table")
    func refused() throws {
        var table = Table()
        for number in 0..<500 {
            table.append("k-\(number)", Note(text: String(repeating: "y", count: 200), number: 1))
        }
        let segments = table.segments
        try #require(segments.count > 1)
        #expect(Table(segments: segments, count: table.count) != nil)
        #expect(Table(segments: segments, count: table.count - 1) == nil)
        #expect(
            Table(segments: [segments[0], segments[0]], count: table.count) == nil, "the same keys twice")
        #expect(
            Table(segments: segments.reversed(), count: table.count) == nil, "a short one before the last")
        let cut = PackedSegment(Array(segments[1].bytes.dropLast()))
        #expect(Table(segments: [segments[0], cut], count: table.count) == nil)
        #expect(Table(segments: [], count: 1) == nil && Table(segments: [], count: 0) != nil)
        var random = SeededGenerator(seed: 8)
        for _ in 0..<2_000 {
            var bytes = segments[1].bytes
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            let read = Table(segments: [segments[0], PackedSegment(bytes)], count: table.count)
            read?.forEach { _, _ in }
        }
    }
}
