/// RFC 3339 times. A time without a zone is refused: a post sent an hour off is a post sent wrongly.
extension EventTime {
    package enum ParseFailure: String, Error, Sendable {
        case malformed = "not a time: write it as 2026-03-01T09:30:00Z or 2026-03-01T09:30:00+01:00"
        case zoneMissing = "a time needs a zone: end it with Z or an offset such as +01:00"
        case outOfRange = "a part of the time is out of range (month, day, hour, minute, second or offset)"
    }

    package init(rfc3339 text: String) throws(ParseFailure) {
        var copy = text
        let result: Result<EventTime, ParseFailure> = copy.withUTF8 { bytes in
            do throws(ParseFailure) {
                return .success(try Self.parse(bytes))
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(ParseFailure) -> EventTime {
        guard bytes.count >= 19, bytes.count <= 40 else { throw .malformed }
        func digits(_ start: Int, _ count: Int) throws(ParseFailure) -> Int64 {
            var value: Int64 = 0
            guard start + count <= bytes.count else { throw .malformed }
            for index in start..<(start + count) {
                guard bytes[index] >= 0x30, bytes[index] <= 0x39 else { throw .malformed }
                value = value * 10 + Int64(bytes[index] - 0x30)
            }
            return value
        }
        let separator = bytes[10]
        guard bytes[4] == 0x2D, bytes[7] == 0x2D, separator == 0x54 || separator == 0x74 || separator == 0x20,
            bytes[13] == 0x3A, bytes[16] == 0x3A
        else { throw .malformed }
        let year = try digits(0, 4)
        let month = try digits(5, 2)
        let day = try digits(8, 2)
        let hour = try digits(11, 2)
        let minute = try digits(14, 2)
        let second = try digits(17, 2)
        var position = 19
        var fraction: Int64 = 0
        if position < bytes.count, bytes[position] == 0x2E {
            position += 1
            var scale: Int64 = 100_000
            let first = position
            while position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39 {
                fraction += Int64(bytes[position] - 0x30) * scale
                scale /= 10
                position += 1
            }
            guard position > first else { throw .malformed }
        }
        guard position < bytes.count else { throw .zoneMissing }
        var offsetSeconds: Int64 = 0
        if bytes[position] == 0x5A || bytes[position] == 0x7A {
            guard position + 1 == bytes.count else { throw .malformed }
        } else {
            let sign = bytes[position]
            guard sign == 0x2B || sign == 0x2D, position + 6 == bytes.count, bytes[position + 3] == 0x3A
            else {
                throw .malformed
            }
            let hours = try digits(position + 1, 2)
            let minutes = try digits(position + 4, 2)
            guard hours <= 23, minutes <= 59 else { throw .outOfRange }
            offsetSeconds = (hours * 3600 + minutes * 60) * (sign == 0x2D ? -1 : 1)
        }
        guard (1...12).contains(month), day >= 1, day <= daysInMonth(year: year, month: month), hour <= 23,
            minute <= 59, second <= 60
        else { throw .outOfRange }
        let days = daysSinceEpoch(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offsetSeconds
        // An offset at the very ends of the calendar would make a year that cannot be written any more.
        guard seconds >= firstSecond, seconds <= lastSecond else { throw .outOfRange }
        return EventTime(microsecondsSinceEpoch: seconds * 1_000_000 + fraction)
    }

    /// 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z: what four digits of a year can say.
    private static let firstSecond: Int64 = -62_167_219_200
    private static let lastSecond: Int64 = 253_402_300_799

    /// UTC, with as many fractional digits as the value needs (none, three or six).
    package var rfc3339: String {
        let (date, clock, fraction) = parts
        var text = "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))"
        text += "T\(Self.clockText(clock))"
        if fraction % 1000 != 0 {
            text += ".\(Self.padded(fraction, 6))"
        } else if fraction != 0 {
            text += ".\(Self.padded(fraction / 1000, 3))"
        }
        return text + "Z"
    }

    /// `22:14:03`, in UTC.
    package var clockTime: String {
        Self.clockText(parts.clock)
    }

    private var parts: (date: (year: Int64, month: Int64, day: Int64), clock: Int64, fraction: Int64) {
        let seconds = Self.floorDivide(microsecondsSinceEpoch, 1_000_000)
        let remainder = microsecondsSinceEpoch % 1_000_000
        let fraction = remainder < 0 ? remainder + 1_000_000 : remainder
        let days = Self.floorDivide(seconds, 86_400)
        return (Self.date(daysSinceEpoch: days), seconds - days * 86_400, fraction)
    }

    private static func clockText(_ secondOfDay: Int64) -> String {
        "\(padded(secondOfDay / 3600, 2)):\(padded(secondOfDay / 60 % 60, 2)):\(padded(secondOfDay % 60, 2))"
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return digits.count >= width ? digits : String(repeating: "0", count: width - digits.count) + digits
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }

    private static func daysInMonth(year: Int64, month: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// Proleptic Gregorian calendar, by eras of 400 years that begin in March.
    private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func date(daysSinceEpoch days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
