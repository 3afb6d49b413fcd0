/// A latch's bytes: two slots of 16,384, little-endian. Each begins with a header of 128, then its records of 896,
/// the overflow last. The checksum covers the header (with 0 in its own place) and the records in use, nothing
/// after them, so that an ordinary stop is one page.
///
/// Decoding believes nothing: a number out of its range makes the slot unreadable.
enum LatchLayout {
    static let slotSize = 16_384
    static let fileSize = 2 * slotSize
    private static let magic: UInt64 = 0x484C_4E49_5343_4F54
    private static let version: UInt32 = 1
    private static let headerSize = 128
    private static let recordSize = 896
    private static let scopeSize = 66

    /// Returns the number of bytes to be written.
    static func encode(
        _ table: UnsafePointer<StopTable>, generation: UInt64, bootID: StopID,
        into slot: UnsafeMutableRawPointer
    ) -> Int {
        let recordCount = table.pointee.recordCount
        let length = headerSize + recordCount * recordSize
        slot.initializeMemory(as: UInt8.self, repeating: 0, count: length)
        put(magic, slot, 0)
        put(version, slot, 8)
        put(UInt32(length), slot, 12)
        put(UInt32(recordCount), slot, 20)
        put(generation, slot, 24)
        put(table.pointee.highestEpoch, slot, 32)
        put(table.pointee.highestStopEpoch, slot, 40)
        put(table.pointee.overflowCount, slot, 48)
        put(table.pointee.overflowStart, slot, 56)
        put(bootID.high, slot, 64)
        put(bootID.low, slot, 72)
        for index in 0..<recordCount {
            encode(table.pointee[index], into: slot + headerSize + index * recordSize)
        }
        put(Checksum.crc32c(UnsafeRawBufferPointer(start: slot, count: length)), slot, 16)
        return length
    }

    private static func encode(_ record: StopRecord, into place: UnsafeMutableRawPointer) {
        put(record.id.high, place, 0)
        put(record.id.low, place, 8)
        put(record.epoch, place, 16)
        put(record.engagedAt, place, 24)
        put(record.actor.uid, place, 32)
        put(record.actor.loginUID, place, 36)
        put(record.actor.gid, place, 40)
        put(record.actor.pid, place, 44)
        put(record.actor.origin.rawValue, place, 48)
        put(record.category.rawValue, place, 49)
        put(record.includesCrisisStatements ? UInt8(1) : 0, place, 50)
        put(record.widening.rawValue, place, 51)
        put(UInt8(record.scopes.count), place, 52)
        put(UInt8(record.reason.count), place, 53)
        put(UInt8(record.clientID.count), place, 54)
        for index in 0..<record.scopes.count {
            encode(record.scopes[index], into: place + 56 + index * scopeSize)
        }
        for index in 0..<record.clientID.count { put(record.clientID[index], place, 584 + index) }
        for index in 0..<record.reason.count { put(record.reason[index], place, 648 + index) }
    }

    private static func encode(_ scope: StopScope, into place: UnsafeMutableRawPointer) {
        let name: ScopeName
        switch scope {
        case .all: return put(UInt8(0), place, 0)
        case .network(let value): (name, _) = (value, put(UInt8(1), place, 0))
        case .account(let value): (name, _) = (value, put(UInt8(2), place, 0))
        case .campaign(let value): (name, _) = (value, put(UInt8(3), place, 0))
        case .postClass(let kind):
            put(UInt8(4), place, 0)
            return put(kind.rawValue, place, 1)
        }
        put(UInt8(name.count), place, 1)
        for index in 0..<name.count { put(name[index], place, 2 + index) }
    }

    /// Nil when the slot cannot be believed.
    static func decode(_ slot: UnsafeMutableRawPointer) -> LatchState? {
        let length = Int(get(slot, 12) as UInt32)
        let recordCount = Int(get(slot, 20) as UInt32)
        guard get(slot, 0) == magic, get(slot, 8) == version, recordCount <= StopTable.capacity + 1,
            length == headerSize + recordCount * recordSize
        else { return nil }
        let stored: UInt32 = get(slot, 16)
        put(UInt32(0), slot, 16)
        let computed = Checksum.crc32c(UnsafeRawBufferPointer(start: slot, count: length))
        put(stored, slot, 16)
        let overflowCount: UInt64 = get(slot, 48)
        let isOverflowed = overflowCount > 0
        guard stored == computed, recordCount <= StopTable.capacity || isOverflowed,
            recordCount > 0 || !isOverflowed
        else { return nil }
        var table = StopTable()
        for index in 0..<recordCount {
            guard let record = decodeRecord(slot + headerSize + index * recordSize) else { return nil }
            if isOverflowed, index == recordCount - 1 {
                table.restoreOverflow(record, firstEpoch: get(slot, 56), count: overflowCount)
            } else {
                table.insert(record)
            }
        }
        table.highestEpoch = get(slot, 32)
        table.highestStopEpoch = get(slot, 40)
        guard table.highestStopEpoch <= table.highestEpoch else { return nil }
        return LatchState(
            generation: get(slot, 24), bootID: StopID(high: get(slot, 64), low: get(slot, 72)), table: table)
    }

    private static func decodeRecord(_ place: UnsafeRawPointer) -> StopRecord? {
        let scopeCount = Int(get(place, 52) as UInt8)
        guard let origin = StopOrigin(rawValue: get(place, 48)),
            let category = StopCategory(rawValue: get(place, 49)),
            let widening = Widening(rawValue: get(place, 51)), (get(place, 50) as UInt8) <= 1,
            (1...ScopeList.capacity).contains(scopeCount),
            let clientID: BoundedText<64> = text(place, 584, count: get(place, 54)),
            let reason: BoundedText<200> = text(place, 648, count: get(place, 53))
        else { return nil }
        var scopes = ScopeList()
        for index in 0..<scopeCount {
            guard let scope = decodeScope(place + 56 + index * scopeSize) else { return nil }
            scopes.insert(scope)
        }
        let request = StopRequest(
            id: StopID(high: get(place, 0), low: get(place, 8)), scopes: scopes, category: category,
            includesCrisisStatements: (get(place, 50) as UInt8) == 1, widening: widening, reason: reason,
            clientID: clientID,
            actor: StopActor(
                origin: origin, uid: get(place, 32), loginUID: get(place, 36), gid: get(place, 40),
                pid: get(place, 44)))
        return StopRecord(request, epoch: get(place, 16), engagedAt: get(place, 24))
    }

    private static func decodeScope(_ place: UnsafeRawPointer) -> StopScope? {
        let detail: UInt8 = get(place, 1)
        switch get(place, 0) as UInt8 {
        case 0: return .all
        case 1: return text(place, 2, count: detail).map { .network($0) }
        case 2: return text(place, 2, count: detail).map { .account($0) }
        case 3: return text(place, 2, count: detail).map { .campaign($0) }
        case 4: return PostClass(rawValue: detail).map { .postClass($0) }
        default: return nil
        }
    }

    private static func text<let capacity: Int>(
        _ place: UnsafeRawPointer, _ offset: Int, count: UInt8
    ) -> BoundedText<capacity>? {
        guard Int(count) <= capacity else { return nil }
        var text = BoundedText<capacity>()
        for index in 0..<Int(count) { text.push(get(place, offset + index)) }
        return text
    }

    private static func put<Value: FixedWidthInteger>(
        _ value: Value, _ place: UnsafeMutableRawPointer, _ offset: Int
    ) {
        place.storeBytes(of: value.littleEndian, toByteOffset: offset, as: Value.self)
    }

    private static func get<Value: FixedWidthInteger & BitwiseCopyable>(
        _ place: UnsafeRawPointer, _ offset: Int
    ) -> Value {
        Value(littleEndian: place.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
}
