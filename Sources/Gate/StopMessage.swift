/// One message of the stop socket. Reading it cannot fail: whatever is not understood stops everything, and says so.
struct StopMessage {
    /// A longer message is not read to its end: it stops everything at once.
    static let byteCountMax = 4_096
    private static let method: StaticName = "org.tocsin.Stop.Engage"

    var request: StopRequest
    /// True when it is answered as a Varlink call, else by a line for a person.
    var isCall = false
    var wantsReply = true

    /// - Parameter bytes: without its terminator.
    init(_ bytes: UnsafeRawBufferPointer, isComplete: Bool, actor: StopActor) {
        request = StopRequest(actor: actor)
        var start = 0
        while start < bytes.count, bytes[start] == 0x20 || bytes[start] == 0x09 || bytes[start] == 0x0D {
            start += 1
        }
        guard start < bytes.count, bytes[start] == UInt8(ascii: "{") else {
            request.reason = UTF8Text.reason(bytes)
            if !isComplete { request.widen(because: .messageTooLong) }
            return
        }
        isCall = true
        request.scopes = ScopeList()
        if !isComplete {
            request.widen(because: .messageTooLong)
        } else if !UTF8Text.isValid(bytes) {
            request.widen(because: .unreadable)
        } else {
            var scanner = JSONScanner(bytes)
            if let problem = read(&scanner) { request.widen(because: problem) }
        }
        if request.scopes.count == 0 || request.widening != .none { request.scopes = .all }
    }

    /// The call itself. Nil when all of it was understood.
    private mutating func read(_ scanner: inout JSONScanner) -> Widening? {
        guard scanner.take("{") else { return .unreadable }
        var key = BoundedText<64>()
        var isEngage = false
        var seen: UInt8 = 0
        repeat {
            guard scanner.takeString(into: &key) == .complete, scanner.take(":") else { return .unreadable }
            let bit: UInt8
            let problem: Widening?
            if StaticName("method").equals(key) {
                var value = BoundedText<64>()
                guard scanner.takeString(into: &value) == .complete else { return .unreadable }
                isEngage = Self.method.equals(value)
                (bit, problem) = (1, isEngage ? nil : .unreadable)
            } else if StaticName("parameters").equals(key) {
                (bit, problem) = (2, readParameters(&scanner))
            } else if StaticName("oneway").equals(key) {
                guard let value = scanner.takeBool() else { return .unreadable }
                wantsReply = !value
                (bit, problem) = (4, nil)
            } else if StaticName("more").equals(key) {
                (bit, problem) = (8, scanner.takeBool() == nil ? .unreadable : nil)
            } else {
                return .unknownField
            }
            if let problem { return problem }
            guard seen & bit == 0 else { return .unreadable }
            seen |= bit
        } while scanner.take(",")
        return scanner.take("}") && scanner.isAtEnd && isEngage ? nil : .unreadable
    }

    private mutating func readParameters(_ scanner: inout JSONScanner) -> Widening? {
        guard !scanner.take(word: "null") else { return nil }
        guard scanner.take("{") else { return .unreadable }
        if scanner.take("}") { return nil }
        var key = BoundedText<64>()
        var seen: UInt8 = 0
        repeat {
            guard scanner.takeString(into: &key) == .complete, scanner.take(":") else { return .unreadable }
            guard let bit = Self.bit(ofParameter: key) else { return .unknownField }
            guard seen & bit == 0 else { return .unreadable }
            seen |= bit
            if scanner.take(word: "null") { continue }
            if let problem = readValue(bit, &scanner) { return problem }
        } while scanner.take(",")
        return scanner.take("}") ? nil : .unreadable
    }

    private static func bit(ofParameter key: BoundedText<64>) -> UInt8? {
        if StaticName("scopes").equals(key) { return 1 }
        if StaticName("category").equals(key) { return 2 }
        if StaticName("includeCrisisStatements").equals(key) { return 4 }
        if StaticName("reason").equals(key) { return 8 }
        if StaticName("clientId").equals(key) { return 16 }
        return StaticName("origin").equals(key) ? 32 : nil
    }

    private mutating func readValue(_ parameter: UInt8, _ scanner: inout JSONScanner) -> Widening? {
        switch parameter {
        case 1: return readScopes(&scanner)
        case 4:
            guard let value = scanner.takeBool() else { return .unreadable }
            request.includesCrisisStatements = value
            return nil
        case 8:
            var raw = BoundedText<200>()
            guard scanner.takeString(into: &raw) != .bad else { return .unreadable }
            request.reason = BoundedText()
            for index in 0..<raw.count { request.reason.push(raw[index] < 0x20 ? 0x20 : raw[index]) }
            return nil
        case 16: return scanner.takeString(into: &request.clientID) == .complete ? nil : .unreadable
        default: break
        }
        var word = BoundedText<16>()
        guard scanner.takeString(into: &word) == .complete else { return .unreadable }
        if parameter == 32 {
            guard StaticName("unit").equals(word) else { return .unreadable }
            request.actor.origin = .unit
            return nil
        }
        for category in StopCategory.allCases where category.name.equals(word) {
            request.category = category
            return nil
        }
        return .unreadable
    }

    private mutating func readScopes(_ scanner: inout JSONScanner) -> Widening? {
        guard scanner.take("[") else { return .unreadable }
        if scanner.take("]") { return nil }
        repeat {
            var text = BoundedText<80>()
            switch scanner.takeString(into: &text) {
            case .bad: return .unreadable
            case .tooLong: request.widen(because: .nameTooLong)
            case .complete:
                guard let scope = StopScope(bytes: text) else {
                    if text.count > 64 { request.widen(because: .nameTooLong) } else { return .unreadable }
                    continue
                }
                if !request.scopes.insert(scope) { request.widen(because: .tooManyScopes) }
            }
        } while scanner.take(",")
        return scanner.take("]") ? nil : .unreadable
    }
}
