import CrisisModel
import Varlink

/// The rows of a `timestamp,value` file on an even grid. Memory does not grow with the file.
struct SeriesReader {
    struct Row: Hashable, Sendable {
        var line: Int64
        /// As it stands in the file.
        var timestamp: String
        var time: EventTime
        var value: Int64
    }

    private static let microsecondsPerMinute: Int64 = 60_000_000
    /// A timestamp is not longer; what is longer is not repeated.
    private static let timestampBytesMax = 64

    private var reader: CSVReader
    private let name: String
    private let times: TimeReader
    private var timestampColumn = 0
    private var valueColumn = 1
    private var columns = 2
    private var waiting: Row?
    /// Known from the second row on; the distance of the first two.
    private(set) var stepMinutes: Int64?
    private var lastBucket: Int64?

    init(_ source: ByteSource, zone: String) throws(CommandError) {
        name = source.name
        reader = CSVReader(source)
        times = TimeReader(zone: zone)
        try readHeader()
        guard let first = try readRow() else { return }
        waiting = first
        guard let second = try readRow() else { return }
        stepMinutes = try step(first, second)
        queued = second
    }

    private var queued: Row?

    /// The next row, with its bucket on a grid of `bucketMinutes`.
    mutating func next(bucketMinutes: Int64) throws(CommandError) -> (row: Row, bucket: Int64)? {
        let row: Row
        if let first = waiting {
            row = first
            waiting = nil
        } else if let second = queued {
            row = second
            queued = nil
        } else {
            guard let read = try readRow() else { return nil }
            row = read
        }
        let bucket = Self.floor(
            row.time.microsecondsSinceEpoch, bucketMinutes * Self.microsecondsPerMinute)
        if let lastBucket, bucket <= lastBucket {
            throw refused(
                row.line,
                "timestamp: \(row.timestamp) is not \(bucketMinutes) minutes later than the row before",
                next: ["rows stand in order of time, on the grid of the first two"])
        }
        lastBucket = bucket
        return (row, bucket)
    }

    private static func floor(_ number: Int64, _ divisor: Int64) -> Int64 {
        let quotient = number / divisor
        return number % divisor < 0 ? quotient - 1 : quotient
    }

    private func step(_ first: Row, _ second: Row) throws(CommandError) -> Int64 {
        let distance = second.time.microseconds(since: first.time)
        let minutes = distance / Self.microsecondsPerMinute
        guard minutes * Self.microsecondsPerMinute == distance, minutes > 0, minutes <= 60, 60 % minutes == 0
        else {
            throw refused(
                second.line,
                "timestamp: \(second.timestamp) does not follow the row before by a number of minutes that "
                    + "divides an hour",
                next: ["rows are counts on an even grid, such as one each 5 minutes"])
        }
        return minutes
    }

    private mutating func readHeader() throws(CommandError) {
        guard let record = try reader.next() else {
            throw CommandError(
                .badInput, "the file is empty", place: name, next: ["it begins with timestamp,value"])
        }
        let header = try fields(record)
        guard let timestamp = header.firstIndex(of: "timestamp"), let value = header.firstIndex(of: "value")
        else {
            throw refused(
                record.line, "the header has no column timestamp, or none named value",
                next: ["the file begins with timestamp,value"])
        }
        timestampColumn = timestamp
        valueColumn = value
        columns = header.count
    }

    private mutating func readRow() throws(CommandError) -> Row? {
        guard let record = try reader.next() else { return nil }
        let fields = try fields(record)
        guard fields.count == columns else {
            throw refused(record.line, "\(fields.count) fields where the header has \(columns)")
        }
        let timestamp = fields[timestampColumn]
        guard timestamp.utf8.count <= Self.timestampBytesMax else {
            throw refused(record.line, "timestamp: longer than \(Self.timestampBytesMax) bytes")
        }
        return Row(
            line: record.line, timestamp: timestamp, time: try time(timestamp, record.line),
            value: try count(fields[valueColumn], record.line))
    }

    private func fields(_ record: CSVReader.Record) throws(CommandError) -> [String] {
        switch record.content {
        case .fields(let fields): return fields
        case .refused(let reason): throw refused(record.line, reason)
        }
    }

    private func time(_ text: String, _ line: Int64) throws(CommandError) -> EventTime {
        do throws(TimeReader.Refusal) {
            return try times.read(text)
        } catch {
            throw refused(line, "timestamp: \(error.reason)")
        }
    }

    /// Many programs write whole numbers with a fraction of nought.
    private func count(_ text: String, _ line: Int64) throws(CommandError) -> Int64 {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let isWhole = parts.count < 2 || parts[1].allSatisfy { $0 == "0" }
        guard isWhole, let whole = parts.first, let number = Int64(whole), number >= 0, !text.hasPrefix("+")
        else {
            throw refused(
                line, "value: \"\(text.prefix(40))\" is not a whole number from 0 upwards",
                next: ["a value is the number of mentions in the bucket that begins at the timestamp"])
        }
        return number
    }

    private func refused(_ line: Int64, _ message: String, next: [String] = []) -> CommandError {
        CommandError(.badInput, message, place: "\(name), line \(line)", next: next)
    }
}
