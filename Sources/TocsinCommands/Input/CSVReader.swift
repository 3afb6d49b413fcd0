/// Records of a CSV file as RFC 4180 has them: fields in quotes may hold commas, newlines and doubled quotes.
///
/// It is strict where laxness would shift columns: a record with more or fewer fields than the header is refused.
struct CSVReader {
    static let recordBytesMax = 256 * 1024
    static let columnsMax = 256

    private let source: ByteSource
    private var line: Int64 = 1
    private var isAtEnd = false
    private var pushedBack: UInt8?

    struct Record: Hashable, Sendable {
        /// The line on which it begins, from 1.
        var line: Int64
        var content: Content

        enum Content: Hashable, Sendable {
            case fields([String])
            case refused(String)
        }
    }

    init(_ source: ByteSource) {
        self.source = source
    }

    /// Blank lines are passed over.
    mutating func next() throws(CommandError) -> Record? {
        while !isAtEnd {
            let start = line
            var parser = RecordParser()
            try read(&parser)
            if parser.isBlank { continue }
            var record = Record(line: start, content: parser.content(isAtEnd: isAtEnd, from: start))
            if start == 1, case .fields(var fields) = record.content, fields[0].hasPrefix("\u{FEFF}") {
                fields[0].unicodeScalars.removeFirst()
                record.content = .fields(fields)
            }
            return record
        }
        return nil
    }

    private mutating func read(_ parser: inout RecordParser) throws(CommandError) {
        while let byte = try nextByte() {
            if byte == UInt8(ascii: "\n") { line += 1 }
            if parser.take(byte) { return }
        }
        isAtEnd = true
    }

    private mutating func nextByte() throws(CommandError) -> UInt8? {
        if source.piece.isEmpty, try !source.refill() { return nil }
        let byte = source.piece.first
        source.consume(1)
        return byte
    }
}

/// One record, byte by byte.
private struct RecordParser {
    private enum State { case start, plain, quoted, quoteInQuoted }

    private var state = State.start
    private var fields: [[UInt8]] = []
    private var field: [UInt8] = []
    private var byteCount = 0
    private var fault: String?
    private(set) var isBlank = true

    /// True when the record is complete.
    mutating func take(_ byte: UInt8) -> Bool {
        byteCount += 1
        if byteCount > CSVReader.recordBytesMax {
            fault = fault ?? "longer than \(CSVReader.recordBytesMax) bytes"
        }
        switch (state, byte) {
        case (.quoted, UInt8(ascii: "\"")): state = .quoteInQuoted
        case (.quoted, _): keep(byte)
        case (.quoteInQuoted, UInt8(ascii: "\"")):
            keep(byte)
            state = .quoted
        case (_, UInt8(ascii: "\n")): return true
        case (_, UInt8(ascii: ",")): endField()
        case (_, UInt8(ascii: "\r")): break
        case (.start, UInt8(ascii: "\"")):
            state = .quoted
            isBlank = false
        case (.quoteInQuoted, _): fault = fault ?? "something follows a closing quote"
        case (.plain, UInt8(ascii: "\"")): fault = fault ?? "a quote stands inside a field without quotes"
        default:
            keep(byte)
            state = .plain
        }
        return false
    }

    private mutating func keep(_ byte: UInt8) {
        isBlank = false
        if fault == nil { field.append(byte) }
    }

    private mutating func endField() {
        isBlank = false
        state = .start
        guard fields.count < CSVReader.columnsMax else {
            fault = fault ?? "more than \(CSVReader.columnsMax) columns"
            return
        }
        fields.append(field)
        field = []
    }

    func content(isAtEnd: Bool, from line: Int64) -> CSVReader.Record.Content {
        if let fault { return .refused(fault) }
        if isAtEnd, state == .quoted { return .refused("the quote opened in this record is never closed") }
        var texts: [String] = []
        for bytes in fields + [field] {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                return .refused("not valid UTF-8")
            }
            guard !bytes.contains(0) else { return .refused("holds a NUL byte") }
            texts.append(text)
        }
        return .fields(texts)
    }
}
