import CrisisModel
import Varlink

/// Times as other tools write them. A time without a zone is refused unless the person said which zone is meant.
struct TimeReader: Hashable, Sendable {
    /// `Z` or `+01:00`, for times that have none.
    var zone: String?

    struct Refusal: Error, Hashable, Sendable { var reason: String }

    /// Seconds since 1970 below this are taken as such, then milliseconds, then microseconds.
    private static let secondsMax: Int64 = 100_000_000_000
    private static let millisecondsMax: Int64 = 100_000_000_000_000

    func read(_ value: JSONValue) throws(Refusal) -> EventTime {
        switch value {
        case .integer(let number): return try Self.epoch(number)
        case .float(let number):
            guard number.isFinite, abs(number) < Double(Self.secondsMax) else {
                throw Refusal(reason: "out of range")
            }
            return EventTime(microsecondsSinceEpoch: Int64((number * 1_000_000).rounded()))
        case .string(let text): return try read(text)
        default: throw Refusal(reason: "not a time")
        }
    }

    func read(_ text: String) throws(Refusal) -> EventTime {
        if let time = try Self.parsed(text) { return time }
        if let number = Int64(text) { return try Self.epoch(number) }
        let words = text.split { $0 == " " || $0 == "," || $0 == "\t" }.map(String.init)
        if let time = try byNumbers(words) { return time }
        if let time = try byMonthName(words) { return time }
        throw Refusal(reason: "\"\(text.prefix(40))\" is not a time that is understood; RFC 3339 is")
    }

    private static func parsed(_ text: String) throws(Refusal) -> EventTime? {
        do throws(EventTime.ParseFailure) {
            return try EventTime(rfc3339: text)
        } catch {
            if error == .outOfRange { throw Refusal(reason: error.rawValue) }
            return nil
        }
    }

    private static func epoch(_ number: Int64) throws(Refusal) -> EventTime {
        guard number > 0 else { throw Refusal(reason: "\(number) is not a time") }
        if number < secondsMax { return EventTime(microsecondsSinceEpoch: number * 1_000_000) }
        if number < millisecondsMax { return EventTime(microsecondsSinceEpoch: number * 1_000) }
        return EventTime(microsecondsSinceEpoch: number)
    }

    /// `2015-02-24 11:35:52 -0800`, `2015-02-24T11:35 UTC`.
    private func byNumbers(_ words: [String]) throws(Refusal) -> EventTime? {
        guard let first = words.first, first.utf8.count >= 10, first.dropFirst(4).hasPrefix("-") else {
            return nil
        }
        var rest = words.dropFirst()
        var date = first
        var clock: String
        if let mark = first.firstIndex(where: { $0 == "T" || $0 == "t" }) {
            date = String(first[..<mark])
            clock = String(first[first.index(after: mark)...])
        } else {
            guard let word = rest.popFirst() else { throw Refusal(reason: "a date without a time") }
            clock = word
        }
        var zoneWord = rest.popFirst()
        guard rest.isEmpty else { return nil }
        if zoneWord == nil,
            let sign = clock.firstIndex(where: { $0 == "+" || $0 == "-" || $0 == "Z" || $0 == "z" })
        {
            zoneWord = String(clock[sign...])
            clock = String(clock[..<sign])
        }
        return try assembled(date, clock, zoneWord)
    }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// `Tue Feb 24 11:35:52 +0000 2015`, `Tue, 24 Feb 2015 11:35:52 -0800`.
    private func byMonthName(_ words: [String]) throws(Refusal) -> EventTime? {
        var day: String?
        var year: String?
        var month: Int?
        var clock: String?
        var zoneWord: String?
        for (index, word) in words.enumerated() {
            if let known = Self.months.firstIndex(of: word.lowercased().prefix(3).description), month == nil {
                month = known + 1
            } else if word.contains(":"), clock == nil {
                clock = word
            } else if word.utf8.count == 4, Int(word) != nil, !word.hasPrefix("+"), !word.hasPrefix("-") {
                year = word
            } else if word.utf8.count <= 2, Int(word) != nil, day == nil {
                day = word
            } else if index > 0 {
                guard zoneWord == nil else { return nil }
                zoneWord = word
            }
        }
        guard let day, let year, let month, let clock else { return nil }
        let twoDigits = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        return try assembled("\(year)-\(twoDigits(month))-\(twoDigits(Int(day) ?? 0))", clock, zoneWord)
    }

    private func assembled(_ date: String, _ clock: String, _ zoneWord: String?) throws(Refusal) -> EventTime
    {
        guard let suffix = try Self.offset(zoneWord ?? zone) else {
            throw Refusal(
                reason: "the time has no zone; --zone says which one is meant, such as --zone +01:00")
        }
        let full = clock.utf8.count == 5 ? clock + ":00" : clock
        do throws(EventTime.ParseFailure) {
            return try EventTime(rfc3339: "\(date)T\(full)\(suffix)")
        } catch {
            throw Refusal(reason: error.rawValue)
        }
    }

    /// Abbreviations other than UTC and GMT mean different zones in different countries.
    static func offset(_ word: String?) throws(Refusal) -> String? {
        guard let word else { return nil }
        switch word.uppercased() {
        case "Z", "UTC", "GMT": return "Z"
        default: break
        }
        let bytes = Array(word.utf8)
        guard let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
            throw Refusal(reason: "the zone \"\(word.prefix(20))\" is not an offset such as +01:00")
        }
        let digits = word.dropFirst().filter { $0 != ":" }
        switch digits.count {
        case 2: return "\(word.prefix(1))\(digits):00"
        case 4: return "\(word.prefix(1))\(digits.prefix(2)):\(digits.suffix(2))"
        default: throw Refusal(reason: "the zone \"\(word.prefix(20))\" is not an offset such as +01:00")
        }
    }
}
