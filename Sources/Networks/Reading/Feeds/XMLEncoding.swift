/// Brings a document to UTF-8. Feeds come as that, as Latin 1 or as Windows-1252; anything else is refused by its name.
enum XMLEncoding {
    static func utf8(_ document: [UInt8]) throws(ReadingError) -> [UInt8] {
        if document.starts(with: [0xFE, 0xFF]) || document.starts(with: [0xFF, 0xFE]) {
            throw ReadingError(.badDocument("UTF-16 is not read"))
        }
        let bytes = document.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(document.dropFirst(3)) : document
        switch declared(bytes) {
        case nil, "utf-8"?, "utf8"?, "us-ascii"?, "ascii"?:
            guard String(validating: bytes, as: UTF8.self) != nil else {
                throw ReadingError(.badDocument("not UTF-8, and it declares no other encoding"))
            }
            return bytes
        case "iso-8859-1"?, "latin1"?, "windows-1252"?:
            var converted: [UInt8] = []
            converted.reserveCapacity(bytes.count + bytes.count / 8)
            for byte in bytes {
                if byte < 0x80 {
                    converted.append(byte)
                } else {
                    converted.append(contentsOf: Entities.windows(byte).utf8)
                }
            }
            return converted
        case .some(let other):
            throw ReadingError(.badDocument("the encoding \(PlainText.label(other)) is not read"))
        }
    }

    private static func declared(_ bytes: [UInt8]) -> String? {
        guard bytes.starts(with: "<?xml".utf8) else { return nil }
        let declaration = String(
            decoding: bytes.prefix(200).prefix { $0 != UInt8(ascii: ">") }, as: UTF8.self)
        return declaration.firstMatch(of: /encoding\s*=\s*["']([^"']*)["']/)?.1.lowercased()
    }
}
