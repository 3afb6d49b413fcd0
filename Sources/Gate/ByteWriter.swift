/// Writes text into a buffer that somebody else owns. What does not fit is left out, and `isFull` says so.
struct ByteWriter {
    private let start: UnsafeMutablePointer<UInt8>
    private let capacity: Int
    private(set) var count = 0
    private(set) var isFull = false

    init(_ start: UnsafeMutablePointer<UInt8>, capacity: Int) {
        self.start = start
        self.capacity = capacity
    }

    mutating func put(_ byte: UInt8) {
        guard count < capacity else {
            isFull = true
            return
        }
        start[count] = byte
        count += 1
    }

    mutating func put(_ word: StaticName) {
        for index in 0..<word.count { put(word[index]) }
    }

    mutating func put(_ number: UInt64) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var length = 0
        var rest = number
        repeat {
            digits[length] = UInt8(ascii: "0") + UInt8(rest % 10)
            length += 1
            rest /= 10
        } while rest > 0
        while length > 0 {
            length -= 1
            put(digits[length])
        }
    }

    mutating func put(_ flag: Bool) {
        put(flag ? StaticName("true") : "false")
    }

    mutating func put(_ id: StopID) {
        for index in 0..<StopID.hexCount { put(id.hexDigit(index)) }
    }

    /// As the inside of a JSON string.
    mutating func putEscaped(_ byte: UInt8) {
        if byte < 0x20 {
            put("\\u00")
            put(UInt8(ascii: "0") + byte >> 4)
            put(byte & 15 < 10 ? UInt8(ascii: "0") + byte & 15 : UInt8(ascii: "a") + byte & 15 - 10)
        } else {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { put(UInt8(ascii: "\\")) }
            put(byte)
        }
    }

    mutating func putEscaped(_ scope: StopScope) {
        let name: ScopeName
        switch scope {
        case .all: return put("all")
        case .postClass(let kind):
            put("class:")
            return put(kind.name)
        case .network(let value):
            put("network:")
            name = value
        case .account(let value):
            put("account:")
            name = value
        case .campaign(let value):
            put("campaign:")
            name = value
        }
        for index in 0..<name.count { putEscaped(name[index]) }
    }

    /// Hours, minutes and seconds of the day, UTC.
    mutating func putTimeOfDay(microseconds: UInt64) {
        let seconds = microseconds / 1_000_000 % 86_400
        putTwoDigits(seconds / 3_600)
        put(UInt8(ascii: ":"))
        putTwoDigits(seconds / 60 % 60)
        put(UInt8(ascii: ":"))
        putTwoDigits(seconds % 60)
    }

    private mutating func putTwoDigits(_ value: UInt64) {
        put(UInt8(ascii: "0") + UInt8(value / 10))
        put(UInt8(ascii: "0") + UInt8(value % 10))
    }
}
