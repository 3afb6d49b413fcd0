import CrisisModel

/// Fills an event's fields with random values, by the same walk that the coders make.
///
/// It cannot see which texts are words of a closed list, so it learns: a wrong word is refused with the list of the
/// right ones, and the next try takes one of those.
struct RandomFields: FieldCoder {
    struct Failure: Error {
        var field: String
        var words: [String]
    }

    enum Times {
        /// What four digits of a year can say: JSON has times as text.
        case writable
        case any
    }

    var random: SeededGenerator
    var times = Times.writable
    private var words: [String: [String]] = [:]

    init(seed: UInt64, times: Times = .writable) {
        random = SeededGenerator(seed: seed)
        self.times = times
    }

    /// A random event of a kind.
    mutating func event(_ kind: EventKind) -> CrisisEvent {
        words = [:]
        return fill(kind.payloadType)
    }

    private mutating func fill<Payload: EventPayload>(_ type: Payload.Type) -> CrisisEvent {
        while true {
            var payload = Payload()
            do throws(Failure) {
                try payload.visit(&self)
                return payload.event
            } catch {
                precondition(words[error.field] == nil, "\(error.field): a word of its own list was refused")
                words[error.field] = error.words
            }
        }
    }

    private mutating func isAbsent() -> Bool { Int.random(in: 0..<4, using: &random) == 0 }

    /// Every integer but the one that stands for absence.
    private mutating func anyInteger() -> Int64 {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: 0
        case 1: .max
        case 2: .min + 1
        case 3: .random(in: -10...10, using: &random)
        default: .random(in: (.min + 1)...(.max), using: &random)
        }
    }

    mutating func anyText() -> String {
        let samples = [
            "", " ", "a", "\u{0}", "\n\r\t", "\"quoted\" \\ /", "Züge stehen im Tunnel 🚄",
            "\u{FEFF}e\u{301}\u{202E}",
            "null", "{\"a\":[1,2]}", String(repeating: "long ", count: 200), "\u{10FFFF}\u{7F}\u{80}",
        ]
        if Bool.random(using: &random) { return samples.randomElement(using: &random) ?? "" }
        return String(
            String.UnicodeScalarView(
                (0..<Int.random(in: 0...30, using: &random)).map { _ in
                    Unicode.Scalar(UInt32.random(in: 0...0xD7FF, using: &random)) ?? "x"
                }
            )
        )
    }

    private mutating func word(_ name: String) -> String {
        if let known = words[name] { return known.randomElement(using: &random) ?? "" }
        return anyText()
    }

    mutating func integer(_ name: String, _ value: inout Int64) throws(Failure) { value = anyInteger() }
    mutating func integer(_ name: String, _ value: inout Int64?) throws(Failure) {
        value = isAbsent() ? nil : anyInteger()
    }
    mutating func flag(_ name: String, _ value: inout Bool) throws(Failure) {
        value = .random(using: &random)
    }
    mutating func text(_ name: String, _ value: inout String) throws(Failure) { value = word(name) }
    mutating func text(_ name: String, _ value: inout String?) throws(Failure) {
        value = isAbsent() ? nil : anyText()
    }
    mutating func texts(_ name: String, _ value: inout [String]) throws(Failure) {
        value = (0..<Int.random(in: 0...5, using: &random)).map { _ in word(name) }
    }
    mutating func integers(_ name: String, _ value: inout [Int64]) throws(Failure) {
        value = (0..<Int.random(in: 0...5, using: &random)).map { _ in anyInteger() }
    }
    mutating func time(_ name: String, _ value: inout EventTime) throws(Failure) { value = anyTime() }
    mutating func time(_ name: String, _ value: inout EventTime?) throws(Failure) {
        value = isAbsent() ? nil : anyTime()
    }
    mutating func digest(_ name: String, _ value: inout Digest) throws(Failure) {
        value = Digest(
            words: (
                .random(in: 0...(.max), using: &random), .random(in: 0...(.max), using: &random),
                .random(in: 0...(.max), using: &random), .random(in: 0...(.max), using: &random)
            )
        )
    }

    mutating func keyedHash(_ name: String, _ value: inout KeyedHash) throws(Failure) {
        value = KeyedHash(
            high: UInt64(bitPattern: anyInteger()), low: UInt64(bitPattern: anyInteger()))
    }
    mutating func sealed(_ name: String, _ value: inout [UInt8]) throws(Failure) {
        value = (0..<Int.random(in: 0...90, using: &random)).map { _ in .random(in: 0...255, using: &random) }
    }
    mutating func personal(_ name: String, _ value: inout String) throws(Failure) { value = anyText() }
    mutating func personal(_ name: String, _ value: inout String?) throws(Failure) {
        value = isAbsent() ? nil : anyText()
    }

    mutating func anyTime() -> EventTime {
        switch times {
        case .writable:
            EventTime(
                microsecondsSinceEpoch: .random(
                    in: -62_167_219_200_000_000...253_402_300_799_999_999, using: &random))
        case .any: EventTime(microsecondsSinceEpoch: anyInteger())
        }
    }

    func invalid(_ name: String, _ reason: String) -> Failure {
        if let list = reason.range(of: "is none of ") {
            return Failure(
                field: name, words: reason[list.upperBound...].split(separator: ",").map(Self.trimmed))
        }
        return Failure(
            field: name,
            words: ["all", "network:n", "account:a-1", "campaign:x.y", "class:paid", "class:crisis"])
    }

    private static func trimmed(_ word: Substring) -> String { String(word.drop { $0 == " " }) }
}

extension String {
    /// The first place where a text stands in this one.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
