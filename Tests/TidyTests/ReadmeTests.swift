import Testing

@Suite("What a newcomer runs first")
struct ReadmeTests {
    private static func firstBlocks() throws -> [Markdown.Block] {
        let readme = Markdown(try #require(try Repository.text(of: "README.md")))
        return Array(readme.blocks.filter { $0.language == "sh" }.prefix(2))
    }

    @Test("The README's first command runs the rehearsal of the night, its second the tests")
    func commands() throws {
        let blocks = try Self.firstBlocks()
        try #require(blocks.count == 2)
        #expect(blocks[0].text.hasSuffix("swift run tocsind rehearse replay-fixtures/eurostar-2009"))
        #expect(blocks[1].text.hasSuffix(" && swift test"))
    }

    @Test("Both stand on its first screen")
    func firstScreen() throws {
        let lines = try Repository.lines(of: "README.md")
        let last = lines.firstIndex { $0.hasSuffix("&& swift test") }
        #expect(last.map { $0 < 50 } == true)
    }

    @Test("CI takes its commands from the README and repeats none of them")
    func continuousIntegration() throws {
        let script = try #require(try Repository.text(of: ".ci/run"))
        #expect(script.contains("README.md"))
        for line in script.split(separator: "\n") where !line.hasPrefix("#") {
            #expect(!line.contains("swift test") && !line.contains("swift run "), "\(line)")
        }
    }

    @Test("Every library that the package links is installed by the README's first command")
    func packages() throws {
        let package = try #require(try Repository.text(of: "Package.swift"))
        let first = try Self.firstBlocks().first?.text ?? ""
        for match in package.matches(of: /\.apt\(\["([^"]+)"\]\)/) {
            #expect(first.contains(match.1), "\(match.1)")
        }
    }
}
