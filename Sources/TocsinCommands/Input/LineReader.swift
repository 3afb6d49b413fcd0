/// Lines of a file of any size, each checked and bounded. A bad line is handed on as refused: the rest of the file
/// is worth reading.
struct LineReader {
    /// A mention with a long text and all its fields is a few kilobytes.
    static let lineBytesMax = 256 * 1024

    private let source: ByteSource
    private var number: Int64 = 0
    private var isAtEnd = false
    private var collected: [UInt8] = []

    init(_ source: ByteSource) {
        self.source = source
    }

    struct Line: Hashable, Sendable {
        /// From 1.
        var number: Int64
        var content: Content

        enum Content: Hashable, Sendable {
            case text(String)
            case refused(String)
        }
    }

    /// Empty lines are passed over; they are counted.
    mutating func next() throws(CommandError) -> Line? {
        while let isWhole = try advance() {
            if collected.allSatisfy({ $0 == 0x20 || $0 == 0x09 }), isWhole { continue }
            return Line(number: number, content: content(isWhole))
        }
        return nil
    }

    /// Every line as it stands, the empty ones too, without a check and of a long one the beginning.
    mutating func nextBytes() throws(CommandError) -> (number: Int64, bytes: [UInt8])? {
        guard try advance() != nil else { return nil }
        return (number, collected)
    }

    /// Whether the next line is whole, nil at the end.
    private mutating func advance() throws(CommandError) -> Bool? {
        guard !isAtEnd else { return nil }
        let isWhole = try collect()
        if collected.isEmpty, isAtEnd { return nil }
        number += 1
        if number == 1, collected.starts(with: [0xEF, 0xBB, 0xBF]) { collected.removeFirst(3) }
        if collected.last == UInt8(ascii: "\r") { collected.removeLast() }
        return isWhole
    }

    private func content(_ isWhole: Bool) -> Line.Content {
        guard isWhole else { return .refused("longer than \(Self.lineBytesMax) bytes") }
        guard !collected.contains(0) else { return .refused("holds a NUL byte") }
        guard let text = String(validating: collected, as: UTF8.self) else {
            return .refused("not valid UTF-8")
        }
        return .text(text)
    }

    /// Collects up to the next newline; false when the line was too long and its rest was thrown away.
    private mutating func collect() throws(CommandError) -> Bool {
        collected.removeAll(keepingCapacity: true)
        var isWhole = true
        while true {
            if source.piece.isEmpty, try !source.refill() {
                isAtEnd = true
                return isWhole
            }
            let end = source.piece.firstIndex(of: UInt8(ascii: "\n"))
            let part = source.piece[..<(end ?? source.piece.endIndex)]
            if isWhole, collected.count + part.count <= Self.lineBytesMax + 1 {
                collected += part
            } else {
                isWhole = false
            }
            source.consume(part.count + (end == nil ? 0 : 1))
            if end != nil { return isWhole }
        }
    }
}
