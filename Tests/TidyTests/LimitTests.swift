import Testing

/// `docs/limits.md` and the code say the same numbers. A row's last cell names a constant and its value as it is
/// written in the code: `Type.constant = value`.
@Suite("The limits")
struct LimitTests {
    private struct Declared: Hashable {
        var type: String
        var name: String
        var value: String
    }

    /// All constants with a number, by file; and which types a file speaks of.
    private static func declarations() throws -> [Declared] {
        var found: [Declared] = []
        for file in try Repository.files(under: "Sources", endingIn: [".swift"]) {
            var types: [(name: String, indent: Int)] = []
            for line in try Repository.lines(of: file) {
                let content = line.trimmed
                guard !content.isEmpty, !content.hasPrefix("//") else { continue }
                let indent = line.utf8.prefix { $0 == 0x20 }.count
                while let last = types.last, indent <= last.indent, !content.hasPrefix(")") {
                    types.removeLast()
                }
                if content.hasSuffix("{"),
                    let match = content.firstMatch(
                        of: /\b(?:enum|struct|class|actor|extension)\s+([A-Za-z.]+)/)
                {
                    types.append((String(match.1), indent))
                } else if content.contains("static let ")
                    || content.contains("var ") && types.last?.name.hasSuffix("Limits") == true,
                    let match = content.firstMatch(
                        of: /\b(?:static let|var)\s+([A-Za-z]+)(?:\s*:\s*[A-Za-z0-9<>\[\]]+)?\s*=\s*([^=].*)$/
                    ), let type = types.last?.name
                {
                    let value = match.2.split(separator: " //").first.map(String.init) ?? ""
                    let path = types.map(\.name).joined(separator: ".")
                    found.append(Declared(type: path, name: String(match.1), value: value))
                    if path != type {
                        found.append(Declared(type: type, name: String(match.1), value: value))
                    }
                }
            }
        }
        return found
    }

    private static func documented() throws -> [Declared] {
        let document = Markdown(try #require(try Repository.text(of: "docs/limits.md")))
        return document.rows.compactMap { row in
            let form = /`([A-Za-z.]+)\.([A-Za-z]+) = ([^`]+)`/
            guard let match = row.last?.firstMatch(of: form) else { return nil }
            return Declared(type: String(match.1), name: String(match.2), value: String(match.3))
        }
    }

    @Test("Every limit in the document is the constant of that name in the code, with that value")
    func documentIsTrue() throws {
        let declared = Set(try Self.declarations())
        let documented = try Self.documented()
        #expect(documented.count > 50)
        for limit in documented {
            let same = declared.filter { $0.type == limit.type && $0.name == limit.name }.map(\.value)
            #expect(
                same.contains(limit.value),
                "\(limit.type).\(limit.name) = \(limit.value), in the code: \(same)")
        }
    }

    @Test("Every constant of a type of limits is in the document")
    func documentIsComplete() throws {
        let documented = try Self.documented()
        for limit in Set(try Self.declarations())
        where limit.type.hasSuffix("Limits") && limit.value.first?.isNumber == true {
            let isThere = documented.contains {
                $0.name == limit.name
                    && ($0.type.isSuffix(of: limit.type) || limit.type.isSuffix(of: $0.type))
            }
            #expect(isThere, "\(limit.type).\(limit.name) = \(limit.value) is not in docs/limits.md")
        }
    }
}

extension String {
    /// Of a path of types: whole names only.
    fileprivate func isSuffix(of path: String) -> Bool { path == self || path.hasSuffix("." + self) }
}
