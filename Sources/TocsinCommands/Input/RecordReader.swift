import Varlink

/// Records of an NDJSON or CSV file as objects, whichever it is: a file ending in `.csv` is CSV.
struct RecordReader {
    struct Record: Hashable, Sendable {
        var line: Int64
        var content: Content

        enum Content: Hashable, Sendable {
            case object(JSONObject)
            case refused(String)
        }
    }

    private enum Form {
        case lines(LineReader)
        case csv(CSVReader, header: [String])
    }

    private var form: Form

    /// Nesting of a line of NDJSON.
    private static let limits = JSONLimits(bytesMax: LineReader.lineBytesMax, depthMax: 32)

    static func isCSV(_ path: String) -> Bool {
        path.count >= 4 && path.suffix(4).lowercased() == ".csv"
    }

    init(_ source: ByteSource) throws(CommandError) {
        guard Self.isCSV(source.name) else {
            form = .lines(LineReader(source))
            return
        }
        var reader = CSVReader(source)
        let header = try Self.header(&reader, source.name)
        form = .csv(reader, header: header)
    }

    /// The column names of a CSV file.
    var header: [String]? {
        guard case .csv(_, let header) = form else { return nil }
        return header
    }

    mutating func next() throws(CommandError) -> Record? {
        switch form {
        case .lines(var reader):
            defer { form = .lines(reader) }
            guard let line = try reader.next() else { return nil }
            return Record(line: line.number, content: Self.object(line.content))
        case .csv(var reader, let header):
            defer { form = .csv(reader, header: header) }
            guard let record = try reader.next() else { return nil }
            return Record(line: record.line, content: Self.object(record.content, header))
        }
    }

    static func object(_ content: LineReader.Line.Content) -> Record.Content {
        guard case .text(let text) = content else {
            guard case .refused(let reason) = content else { return .refused("") }
            return .refused(reason)
        }
        do throws(JSONError) {
            guard case .object(let object) = try JSONValue(parsing: text, limits: limits) else {
                return .refused("not a JSON object")
            }
            return .object(object)
        } catch {
            return .refused("not JSON: \(error.description)")
        }
    }

    private static func object(_ content: CSVReader.Record.Content, _ header: [String]) -> Record.Content {
        switch content {
        case .refused(let reason): return .refused(reason)
        case .fields(let fields):
            guard fields.count == header.count else {
                return .refused("\(fields.count) fields where the header has \(header.count)")
            }
            var object: JSONObject = [:]
            for (name, value) in zip(header, fields) where !value.isEmpty { object[name] = .string(value) }
            return .object(object)
        }
    }

    private static func header(_ reader: inout CSVReader, _ name: String) throws(CommandError) -> [String] {
        guard let record = try reader.next() else {
            throw CommandError(
                .badInput, "the file is empty: a CSV file begins with column names", place: name)
        }
        guard case .fields(let names) = record.content else {
            guard case .refused(let reason) = record.content else { return [] }
            throw CommandError(.badInput, "the header cannot be read: \(reason)", place: "\(name), line 1")
        }
        for (index, column) in names.enumerated() where names[..<index].contains(column) {
            throw CommandError(.badInput, "two columns are named \"\(column)\"", place: "\(name), line 1")
        }
        return names
    }
}
