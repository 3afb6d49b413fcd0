import Varlink

/// The lines of a file of mentions in our documented shape, whatever shape they come in.
struct MentionLines {
    struct Line: Hashable, Sendable {
        var number: Int64
        var content: Content

        enum Content: Hashable, Sendable {
            case text(String)
            case refused(String)
        }
    }

    private enum Form {
        /// In our shape already: not even parsed here, the daemon does that.
        case untouched(LineReader)
        case records(RecordReader)
    }

    private var form: Form
    private let map: FieldMap
    private let unit: String?

    init(_ source: ByteSource, map: FieldMap, unit: String?) throws(CommandError) {
        self.map = map
        self.unit = unit
        if map.isEmpty, map.zone == nil, !map.tidiesNames, unit == nil, !RecordReader.isCSV(source.name) {
            form = .untouched(LineReader(source))
            return
        }
        let reader = try RecordReader(source)
        if let header = reader.header { try map.check(header: header, place: source.name) }
        form = .records(reader)
    }

    mutating func next() throws(CommandError) -> Line? {
        switch form {
        case .untouched(var reader):
            defer { form = .untouched(reader) }
            guard let line = try reader.next() else { return nil }
            switch line.content {
            case .text(let text): return Line(number: line.number, content: .text(text))
            case .refused(let reason): return Line(number: line.number, content: .refused(reason))
            }
        case .records(var reader):
            defer { form = .records(reader) }
            guard let record = try reader.next() else { return nil }
            return Line(number: record.line, content: mapped(record.content))
        }
    }

    private func mapped(_ content: RecordReader.Record.Content) -> Line.Content {
        switch content {
        case .refused(let reason): return .refused(reason)
        case .object(let object):
            do throws(FieldMap.Refusal) {
                var fields = try map.applied(to: object)
                if let unit, fields["unit"] == nil { fields["unit"] = .string(unit) }
                return .text(JSONValue.object(fields).text)
            } catch {
                return .refused(error.reason)
            }
        }
    }
}
