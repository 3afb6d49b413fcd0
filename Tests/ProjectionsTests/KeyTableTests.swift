import CrisisModel
import Testing

@testable import Projections

/// The table of keys in mapped files, against a dictionary.
@Suite("Key tables")
struct KeyTableTests {
    private static func table(_ folder: TemporaryFolder) -> KeyTable {
        KeyTable { "\(folder.path)/keys-\($0)" }
    }

    private static func key(_ random: inout SeededGenerator) -> KeyedHash {
        KeyedHash(high: random.next(), low: random.next())
    }

    @Test(
        "Over 200,000 keys, with replacements and growth, it says what a dictionary says",
        arguments: UInt64(1)...3)
    func model(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let folder = try TemporaryFolder()
        let table = Self.table(folder)
        var model: [KeyedHash: UInt64] = [:]
        var keys: [KeyedHash] = []
        while model.count < 200_000 {
            if !keys.isEmpty, Int.random(in: 0..<10, using: &random) == 0 {
                let key = keys[Int.random(in: 0..<keys.count, using: &random)]
                let value = random.next() >> 1
                #expect(table.insert(key, value) == .replaced(model[key] ?? 0), "seed \(seed)")
                model[key] = value
            } else {
                let key = Self.key(&random)
                let value = UInt64(keys.count)
                #expect(table.insert(key, value) == .new, "seed \(seed)")
                model[key] = value
                keys.append(key)
            }
        }
        #expect(table.tableCount > 5, "it has grown")
        #expect(model.allSatisfy { table[$0] == $1 }, "seed \(seed)")
        for _ in 0..<20_000 { #expect(table[Self.key(&random)] == nil) }
        // What another process finds.
        let other = Self.table(folder)
        #expect(other.adopt(tableCount: table.tableCount))
        #expect(model.allSatisfy { other[$0] == $1 }, "seed \(seed)")
        #expect(other.insert(keys[0], 7) == .replaced(model[keys[0]] ?? 0) && table[keys[0]] == 7)
    }

    @Test("Keys that begin at one place, and keys that differ in one word only, are told apart")
    func collisions() throws {
        let folder = try TemporaryFolder()
        let table = Self.table(folder)
        var model: [KeyedHash: UInt64] = [:]
        for number in UInt64(1)...3_000 {
            for key in [
                KeyedHash(high: number, low: 0), KeyedHash(high: 0, low: number << 32),
                KeyedHash(high: number, low: 4_095), KeyedHash(high: 1, low: number),
            ] {
                let old = model[key]
                #expect(table.insert(key, number) == old.map { .replaced($0) } ?? .new)
                model[key] = number
            }
        }
        #expect(model.allSatisfy { table[$0] == $1 })
        #expect(table[KeyedHash(high: 3_001, low: 0)] == nil && table[.zero] == nil)
    }

    @Test("Values of zero and near the greatest are values")
    func values() throws {
        let folder = try TemporaryFolder()
        let table = Self.table(folder)
        let key = KeyedHash(high: 1, low: 2)
        #expect(table[key] == nil)
        for value: UInt64 in [0, 1, .max - 1] {
            _ = table.insert(key, value)
            #expect(table[key] == value)
        }
    }

    @Test("Tables that are missing or of another size are not taken")
    func foreign() throws {
        let folder = try TemporaryFolder()
        #expect(!Self.table(folder).adopt(tableCount: 1))
        let table = Self.table(folder)
        var random = SeededGenerator(seed: 1)
        for number in UInt64(0)..<4_000 { _ = table.insert(Self.key(&random), number) }
        #expect(table.tableCount == 2 && !Self.table(folder).adopt(tableCount: 3))
        #expect(truncate(path: folder.path + "/keys-1", to: 100))
        #expect(!Self.table(folder).adopt(tableCount: 2))
        #expect(Self.table(folder).adopt(tableCount: 1))
    }

    @Test("Where no file can be made it is full, and says so")
    func full() throws {
        let table = KeyTable { "/absent/keys-\($0)" }
        #expect(table.insert(KeyedHash(high: 1, low: 1), 1) == .full)
        #expect(table[KeyedHash(high: 1, low: 1)] == nil)
    }
}

/// Who was heard when, by number.
@Suite("People tables")
struct PeopleTableTests {
    private static func entry(_ number: Int64) -> PeopleTable.Entry {
        PeopleTable.Entry(
            lastHeard: 1_000 + number, mentions: UInt32(truncatingIfNeeded: number),
            inCrisis: number % 2 == 0,
            through: UInt64(number))
    }

    @Test("Numbers on both sides of every border between files have places of their own")
    func borders() throws {
        let folder = try TemporaryFolder()
        let table = PeopleTable { "\(folder.path)/people-\($0)" }
        let borders = (0..<6).map { Int64(4_096) * ((1 << $0) - 1) }
        let numbers = Set(borders.flatMap { border in (-3...3).map { border + $0 } }.filter { $0 > 0 })
        for number in numbers.sorted() { #expect(table.set(number, Self.entry(number))) }
        for number in numbers { #expect(table[number] == Self.entry(number), "\(number)") }
        #expect(table.fileCount == 6)
        for number in numbers {
            for neighbour in [number - 1, number + 1] where !numbers.contains(neighbour) {
                #expect(table[neighbour] == nil, "\(neighbour)")
            }
        }
        let other = PeopleTable { "\(folder.path)/people-\($0)" }
        #expect(other.adopt(fileCount: table.fileCount))
        for number in numbers { #expect(other[number] == Self.entry(number)) }
        #expect(!PeopleTable { "\(folder.path)/people-\($0)" }.adopt(fileCount: 7))
    }

    @Test("Every number of the first files has exactly one place")
    func dense() throws {
        let folder = try TemporaryFolder()
        let table = PeopleTable { "\(folder.path)/people-\($0)" }
        let last = Int64(4_096 * 7 + 5)
        for number in (Int64(1)...last).reversed() { #expect(table.set(number, Self.entry(number))) }
        for number in Int64(1)...last { #expect(table[number] == Self.entry(number)) }
    }

    @Test("Numbers that nobody has are nobody")
    func nobody() throws {
        let folder = try TemporaryFolder()
        let table = PeopleTable { "\(folder.path)/people-\($0)" }
        for number: Int64 in [0, -1, .min, .max, 1 << 40] {
            #expect(table.set(number, Self.entry(1)) && table[number] == nil)
        }
        #expect(table.fileCount == 0)
    }
}
