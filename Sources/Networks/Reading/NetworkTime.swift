import CrisisModel

/// The forms in which networks and feeds write times. A zone is demanded in each.
enum NetworkTime {
    /// RFC 3339, also with an offset without its colon (`+0000`), as Meta writes it.
    static func parse(_ text: String) throws(EventTime.ParseFailure) -> EventTime {
        var bytes = Array(text.utf8)
        if bytes.count >= 24, isSign(bytes[bytes.count - 5]), bytes.suffix(4).allSatisfy(isDigit) {
            bytes.insert(UInt8(ascii: ":"), at: bytes.count - 2)
            return try EventTime(rfc3339: String(decoding: bytes, as: UTF8.self))
        }
        return try EventTime(rfc3339: text)
    }

    static func milliseconds(_ number: Int64) -> EventTime {
        let (product, overflow) = number.multipliedReportingOverflow(by: 1_000)
        return EventTime(microsecondsSinceEpoch: overflow ? (number < 0 ? .min : .max) : product)
    }

    /// RFC 822 with RFC 2822's four digits of a year, as RSS has it: `Tue, 03 Jun 2025 16:49:43 GMT`.
    static func rfc822(_ text: String) throws(EventTime.ParseFailure) -> EventTime {
        guard text.utf8.count <= 64 else { throw .malformed }
        var words = text.split(whereSeparator: \.isWhitespace)
        if let first = words.first, first.first?.isNumber == false { words.removeFirst() }
        guard words.count >= 4 else { throw .malformed }
        guard words.count >= 5 else { throw .zoneMissing }
        guard let day = Int64(words[0]), let month = month(words[1]), var year = Int64(words[2]) else {
            throw .malformed
        }
        if words[2].utf8.count == 2 { year += year < 50 ? 2000 : 1900 }
        return try assemble(year: year, month: month, day: day, clock: words[3], zone: words[4])
    }

    /// The first interface of X: `Fri Jul 12 23:40:37 +0000 2019`.
    static func unixDate(_ text: String) throws(EventTime.ParseFailure) -> EventTime {
        guard text.utf8.count <= 64 else { throw .malformed }
        let words = text.split(separator: " ")
        guard words.count == 6, let month = month(words[1]), let day = Int64(words[2]),
            let year = Int64(words[5])
        else { throw .malformed }
        return try assemble(year: year, month: month, day: day, clock: words[3], zone: words[4])
    }

    private static func assemble(
        year: Int64, month: Int64, day: Int64, clock: Substring, zone: Substring
    ) throws(EventTime.ParseFailure) -> EventTime {
        guard (0...9999).contains(year), (1...31).contains(day) else { throw .outOfRange }
        let seconds = clock.utf8.count == 5 ? clock + ":00" : clock
        let date = "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))T\(seconds)"
        return try EventTime(rfc3339: date + (try offset(zone)))
    }

    private static func offset(_ zone: Substring) throws(EventTime.ParseFailure) -> String {
        let bytes = Array(zone.utf8)
        if bytes.count == 5, isSign(bytes[0]), bytes.dropFirst().allSatisfy(isDigit) {
            return String(decoding: bytes[..<3], as: UTF8.self) + ":"
                + String(decoding: bytes[3...], as: UTF8.self)
        }
        switch zone.uppercased() {
        case "GMT", "UT", "UTC", "Z": return "Z"
        case "EST": return "-05:00"
        case "EDT": return "-04:00"
        case "CST": return "-06:00"
        case "CDT": return "-05:00"
        case "MST": return "-07:00"
        case "MDT": return "-06:00"
        case "PST": return "-08:00"
        case "PDT": return "-07:00"
        default: throw .zoneMissing
        }
    }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    private static func month(_ word: Substring) -> Int64? {
        let name = word.lowercased().prefix(3)
        return months.firstIndex { $0 == name }.map { Int64($0 + 1) }
    }

    private static func digits(_ value: Int64, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    private static func isSign(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
    }
}
