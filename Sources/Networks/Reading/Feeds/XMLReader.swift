/// Pulls the pieces of an XML document one at a time. Strict about form, and small: no document type with declarations of
/// its own, no entity but single characters, nothing fetched from anywhere.
struct XMLReader {
    enum Piece {
        case open(XMLElement)
        case close
        case text(String)
        case end
    }

    let bytes: [UInt8]
    var position = 0
    /// The names of open elements, as they were written.
    var open: [ArraySlice<UInt8>] = []
    private var namespaces: [(depth: Int, prefix: String, uri: String)] = []
    private var elements = 0
    private var closesNext = false
    private var sawRoot = false

    init(_ document: [UInt8]) throws(ReadingError) {
        guard document.count <= ReadingLimits.answerBytesMax else {
            throw ReadingError(.tooLong(bytesMax: ReadingLimits.answerBytesMax))
        }
        bytes = try XMLEncoding.utf8(document)
    }

    mutating func next() throws(ReadingError) -> Piece {
        if closesNext {
            closesNext = false
            leave()
            return .close
        }
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "<") else {
                let text = try characters()
                if !open.isEmpty { return .text(text) }
                guard text.utf8.allSatisfy({ $0 <= 0x20 }) else { throw failure("text outside the root") }
                continue
            }
            if starts("<!--") {
                position += 4
                try skip(past: "-->", "a comment")
            } else if starts("<?") {
                try skip(past: "?>", "a processing instruction")
            } else if starts("<![CDATA[") {
                guard !open.isEmpty else { throw failure("text outside the root") }
                return .text(try section())
            } else if starts("<!DOCTYPE") {
                try skipDocumentType()
            } else if starts("</") {
                try endTag()
                return .close
            } else {
                return .open(try startTag())
            }
        }
        guard open.isEmpty, sawRoot else { throw failure("it ends inside an element, or before one") }
        return .end
    }

    func failure(_ why: String) -> ReadingError {
        var line = 1
        var column = 1
        for byte in bytes[..<min(position, bytes.count)] {
            column += 1
            if byte == 0x0A {
                line += 1
                column = 1
            }
        }
        return ReadingError(
            .badDocument("not the XML that is accepted: \(why) (line \(line), column \(column))"))
    }

    private func starts(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        for index in 0..<count where bytes[position + index] != text.utf8Start[index] { return false }
        return true
    }

    private mutating func skip(past end: StaticString, _ what: String) throws(ReadingError) {
        while position < bytes.count {
            if starts(end) {
                position += end.utf8CodeUnitCount
                return
            }
            position += 1
        }
        throw failure("\(what) does not end")
    }

    /// One that only names its type is passed over. One that declares something is where the attacks on XML live.
    private mutating func skipDocumentType() throws(ReadingError) {
        guard !sawRoot else { throw failure("a document type inside the document") }
        while position < bytes.count, bytes[position] != UInt8(ascii: ">") {
            guard bytes[position] != UInt8(ascii: "[") else {
                throw failure("a document type with declarations, which are refused")
            }
            position += 1
        }
        guard position < bytes.count else { throw failure("a document type does not end") }
        position += 1
    }

    private mutating func section() throws(ReadingError) -> String {
        position += 9
        let start = position
        try skip(past: "]]>", "a CDATA section")
        return String(decoding: bytes[start..<(position - 3)], as: UTF8.self)
    }

    private mutating func characters() throws(ReadingError) -> String {
        var resolved: [UInt8] = []
        while position < bytes.count, bytes[position] != UInt8(ascii: "<") {
            try readCharacter(into: &resolved)
        }
        return String(decoding: resolved, as: UTF8.self)
    }

    /// One byte, or what a reference stands for.
    private mutating func readCharacter(into text: inout [UInt8]) throws(ReadingError) {
        guard bytes[position] == UInt8(ascii: "&") else {
            text.append(bytes[position])
            position += 1
            return
        }
        // Feeds use HTML's names without declaring them. Each is one character, so none can grow.
        guard let (scalar, end) = HTMLText.entity(bytes, at: position) else {
            throw failure("an & that begins no known character")
        }
        position = end
        text.append(contentsOf: scalar.utf8)
    }

    private mutating func startTag() throws(ReadingError) -> XMLElement {
        guard open.count < ReadingLimits.depthMax else { throw failure("elements too deep") }
        guard !(open.isEmpty && sawRoot) else { throw failure("a second root") }
        elements += 1
        guard elements <= ReadingLimits.xmlElementsMax else { throw failure("too many elements") }
        sawRoot = true
        position += 1
        let name = try name()
        open.append(name)
        var attributes: [(name: String, value: String)] = []
        while true {
            let hadSpace = skipSpaces()
            guard position < bytes.count else { throw failure("a tag does not end") }
            if bytes[position] == UInt8(ascii: ">") {
                position += 1
                break
            }
            if starts("/>") {
                position += 2
                closesNext = true
                break
            }
            guard hadSpace, attributes.count < ReadingLimits.xmlAttributesMax else {
                throw failure(hadSpace ? "too many attributes" : "no space before an attribute")
            }
            let attribute = try attribute()
            guard !attributes.contains(where: { $0.name == attribute.name }) else {
                throw failure("an attribute twice")
            }
            attributes.append(attribute)
        }
        return try element(name, attributes)
    }

    private mutating func attribute() throws(ReadingError) -> (name: String, value: String) {
        let name = String(decoding: try name(), as: UTF8.self)
        _ = skipSpaces()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "=") else {
            throw failure("an attribute without a value")
        }
        position += 1
        _ = skipSpaces()
        guard position < bytes.count,
            bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'")
        else { throw failure("an attribute's value without quotes") }
        let quote = bytes[position]
        position += 1
        var value: [UInt8] = []
        while position < bytes.count, bytes[position] != quote {
            guard bytes[position] != UInt8(ascii: "<") else { throw failure("a < in an attribute") }
            try readCharacter(into: &value)
        }
        guard position < bytes.count else { throw failure("an attribute does not end") }
        position += 1
        return (name, String(decoding: value, as: UTF8.self))
    }

    private mutating func element(
        _ raw: ArraySlice<UInt8>, _ attributes: [(name: String, value: String)]
    ) throws(ReadingError) -> XMLElement {
        for attribute in attributes {
            if attribute.name == "xmlns" {
                namespaces.append((open.count, "", attribute.value))
            } else if attribute.name.hasPrefix("xmlns:") {
                namespaces.append((open.count, String(attribute.name.dropFirst(6)), attribute.value))
            }
        }
        guard namespaces.count <= ReadingLimits.xmlNamespacesMax else { throw failure("too many namespaces") }
        let name = String(decoding: raw, as: UTF8.self)
        let parts = name.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else {
            return XMLElement(name: name, namespace: namespace(of: ""), attributes: attributes)
        }
        // An undeclared prefix is an error that many feeds make; it stands in no namespace that is looked for.
        return XMLElement(
            name: String(parts[1]), namespace: namespace(of: String(parts[0])) ?? String(parts[0]),
            attributes: attributes)
    }

    private func namespace(of prefix: String) -> String? {
        namespaces.last { $0.prefix == prefix }.map(\.uri).flatMap { $0.isEmpty ? nil : $0 }
    }

    private mutating func endTag() throws(ReadingError) {
        position += 2
        let name = try name()
        _ = skipSpaces()
        guard position < bytes.count, bytes[position] == UInt8(ascii: ">"), let last = open.last, last == name
        else { throw failure("an end tag that closes nothing") }
        position += 1
        leave()
    }

    private mutating func leave() {
        while let last = namespaces.last, last.depth == open.count { namespaces.removeLast() }
        open.removeLast()
    }

    private mutating func name() throws(ReadingError) -> ArraySlice<UInt8> {
        let start = position
        while position < bytes.count, Self.isName(bytes[position]) { position += 1 }
        let name = bytes[start..<position]
        guard let first = name.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "."),
            !(0x30...0x39).contains(first)
        else { throw failure("a name is missing") }
        return name
    }

    private static func isName(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x3A).contains(byte) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    private mutating func skipSpaces() -> Bool {
        let start = position
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
        return position > start
    }
}
