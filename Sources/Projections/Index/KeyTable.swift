import CrisisModel

/// From 128 bits to 64, by open addressing in mapped files. It grows by adding a table of twice the size of the last
/// one: nothing is ever moved, so an insertion never takes longer than a look into each of some twenty tables.
///
/// Nothing is removed; a value can be replaced. The keys are hashes already, so their bits serve as they are. A process
/// that dies within an insertion leaves at most one slot that matches nothing, or that is not counted.
final class KeyTable {
    /// The number of entries, and nothing else.
    private static let headerBytes = 64
    private static let slotBytes = 24
    private static let firstSlots = 1 << 12

    private struct Table {
        let file: MappedFile
        let mask: Int

        var count: Int {
            get { file.bytes.load(as: Int.self) }
            nonmutating set { file.bytes.storeBytes(of: newValue, as: Int.self) }
        }
    }

    private let path: (Int) -> String
    private var tables: [Table] = []

    init(path: @escaping (Int) -> String) {
        self.path = path
    }

    /// What `adopt` needs to go on with them.
    var tableCount: Int { tables.count }

    /// Maps tables that another process left; false when one is missing or of another size.
    func adopt(tableCount: Int) -> Bool {
        for index in 0..<tableCount {
            let slots = Self.firstSlots << index
            guard let file = MappedFile.map(path(index), byteCount: Self.byteCount(slots), make: false)
            else { return false }
            let table = Table(file: file, mask: slots - 1)
            guard (0...slots).contains(table.count) else { return false }
            tables.append(table)
        }
        return true
    }

    private static func byteCount(_ slots: Int) -> Int { headerBytes + slots * slotBytes }

    subscript(_ key: KeyedHash) -> UInt64? {
        for table in tables.reversed() {
            if let slot = Self.find(key, in: table), let value = Self.value(at: slot, in: table) {
                return value
            }
        }
        return nil
    }

    enum Insertion: Hashable {
        case new
        case replaced(UInt64)
        /// There is no room for another table.
        case full
    }

    func insert(_ key: KeyedHash, _ value: UInt64) -> Insertion {
        for table in tables.reversed() {
            if let slot = Self.find(key, in: table), let old = Self.value(at: slot, in: table) {
                Self.store(key, value, at: slot, in: table)
                return .replaced(old)
            }
        }
        // Three quarters full: probes stay short.
        if tables.last.map({ $0.count >= ($0.mask + 1) / 4 * 3 }) ?? true, !grow() { return .full }
        let last = tables.count - 1
        guard let slot = Self.find(key, in: tables[last]) else { return .full }
        Self.store(key, value, at: slot, in: tables[last])
        tables[last].count += 1
        return .new
    }

    /// Ahead of need, so that the first entries find room on a disk that has filled up meanwhile.
    func grow() -> Bool {
        let slots = Self.firstSlots << tables.count
        guard let file = MappedFile.map(path(tables.count), byteCount: Self.byteCount(slots), make: true)
        else { return false }
        tables.append(Table(file: file, mask: slots - 1))
        return true
    }

    func flush() -> Bool { tables.allSatisfy { $0.file.flush() } }

    /// The slot of the key, or the first free one where it would lie; nil when the table is full of others.
    private static func find(_ key: KeyedHash, in table: Table) -> Int? {
        var index = Int(truncatingIfNeeded: key.low) & table.mask
        for _ in 0...table.mask {
            let offset = headerBytes + index * slotBytes
            let high = table.file.bytes.load(fromByteOffset: offset, as: UInt64.self)
            let low = table.file.bytes.load(fromByteOffset: offset + 8, as: UInt64.self)
            if high == key.high, low == key.low { return offset }
            if high == 0, low == 0 { return offset }
            index = (index + 1) & table.mask
        }
        return nil
    }

    /// Values are kept with one added, so that 0 means nothing.
    private static func value(at slot: Int, in table: Table) -> UInt64? {
        let stored = table.file.bytes.load(fromByteOffset: slot + 16, as: UInt64.self)
        return stored == 0 ? nil : stored - 1
    }

    private static func store(_ key: KeyedHash, _ value: UInt64, at slot: Int, in table: Table) {
        table.file.bytes.storeBytes(of: value + 1, toByteOffset: slot + 16, as: UInt64.self)
        table.file.bytes.storeBytes(of: key.low, toByteOffset: slot + 8, as: UInt64.self)
        table.file.bytes.storeBytes(of: key.high, toByteOffset: slot, as: UInt64.self)
    }
}
