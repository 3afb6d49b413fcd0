import Testing

@Suite("The documents")
struct DocumentTests {
    private static func document(_ path: String) throws -> Markdown {
        Markdown(try #require(try Repository.text(of: path), "there is no \(path)"))
    }

    private static func documents() throws -> [String] {
        try ["README.md"] + Repository.files(under: "docs", endingIn: [".md"])
            + Repository.files(under: "replay-fixtures", endingIn: [".md"])
    }

    @Test("Every folder of the sources is described in the architecture")
    func architecture() throws {
        let rows = try Self.document("docs/ARCHITECTURE.md").rows
        let described = Set(
            rows.flatMap { $0.prefix(2).flatMap { $0.matches(of: /`([A-Za-z]+)`/).map { String($0.1) } } })
        for target in try Repository.targets() {
            #expect(described.contains(target), "docs/ARCHITECTURE.md has no row for \(target)")
        }
    }

    @Test("Every link inside the repository leads somewhere")
    func links() throws {
        for path in try Self.documents() {
            let document = try Self.document(path)
            for link in document.links where !link.contains("://") && !link.hasPrefix("mailto:") {
                let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
                let target = parts[0].isEmpty ? path : Self.resolve(String(parts[0]), from: path)
                #expect(Repository.exists(target), "\(path): \(link)")
                guard parts.count == 2, target.hasSuffix(".md"), Repository.exists(target) else { continue }
                let anchors = try Self.document(target).anchors
                #expect(anchors.contains(String(parts[1])), "\(path): \(link)")
            }
        }
    }

    private static func resolve(_ link: String, from path: String) -> String {
        var parts = path.split(separator: "/").dropLast()
        for part in link.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    @Test("Every document can be found from the README")
    func reachable() throws {
        var reached: Set<String> = ["README.md"]
        var waiting = ["README.md"]
        while let path = waiting.popLast() {
            for link in try Self.document(path).links where !link.contains("://") {
                let target = Self.resolve(String(link.prefix { $0 != "#" }), from: path)
                var found = [target]
                if Repository.isFolder(target) {
                    found = try Repository.files(under: target, endingIn: [".md"])
                }
                for file in found where file.hasSuffix(".md") && Repository.exists(file) {
                    if reached.insert(file).inserted { waiting.append(file) }
                }
            }
        }
        for path in try Repository.files(under: "docs", endingIn: [".md"]) {
            #expect(reached.contains(path), "no chain of links leads from README.md to \(path)")
        }
    }

    @Test("Decisions are numbered without a gap and say context, choice and price")
    func decisions() throws {
        let files = try Repository.names(in: "docs/decisions").filter { $0 != "README.md" }
        #expect(!files.isEmpty)
        for (index, file) in files.enumerated() {
            let number = "\(index + 1)"
            #expect(file.hasPrefix(String(repeating: "0", count: 4 - number.count) + number + "-"), "\(file)")
            let headings = try Self.document("docs/decisions/" + file).prose.filter { $0.hasPrefix("## ") }
            #expect(headings == ["## Context", "## Choice", "## Price"], "\(file)")
        }
    }

    @Test("Every package that we depend on has a decision of its own")
    func dependencies() throws {
        let package = try #require(try Repository.text(of: "Package.swift"))
        let names =
            package.matches(of: /\.package\(url: "[^"]*\/([^"\/]+)"/).map { String($0.1) }
            + package.matches(of: /\.systemLibrary\(name: "C([^"]+)"/).map { String($0.1) }
        #expect(!names.isEmpty)
        let titles = try Repository.files(under: "docs/decisions", endingIn: [".md"])
            .compactMap { try Repository.lines(of: $0).first?.lowercased() }
        for name in names {
            let words = ["Crypto": "libcrypto", "Curl": "libcurl", "Systemd": "libsystemd"]
            let word = (words[name] ?? name).lowercased()
            #expect(titles.contains { $0.contains(word) }, "no title in docs/decisions names \(word)")
        }
    }

    @Test("Every method of the control channel is in the document, and every one in the document exists")
    func methods() throws {
        var described: Set<String> = []
        for file in try Repository.files(under: "Sources/CInterfaces/interfaces", endingIn: [".varlink"]) {
            let lines = try Repository.lines(of: file)
            let interface = lines.first { $0.hasPrefix("interface ") }?.split(separator: " ").last ?? ""
            for line in lines where line.hasPrefix("method ") {
                described.insert("\(interface).\(line.dropFirst(7).prefix { $0.isLetter })")
            }
        }
        let documented = try Self.document("docs/control-protocol.md").rows
            .compactMap { $0.first?.firstMatch(of: /^`(org\.tocsin\.[A-Za-z.]+)`$/).map { String($0.1) } }
        #expect(Set(documented) == described)
        #expect(Set(documented).count == documented.count)
    }
}
