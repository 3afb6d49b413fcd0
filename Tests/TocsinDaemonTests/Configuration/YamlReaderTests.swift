import Scenarios
import Testing

@testable import TocsinDaemon

@Suite("Reading YAML of strangers")
struct YamlReaderTests {
    private func refusal(_ text: String) -> DocumentProblem? {
        do throws(DocumentProblem) {
            _ = try YamlReader.read(text)
            return nil
        } catch {
            return error
        }
    }

    @Test("A few lines of aliases that stand for billions of nodes are refused at once")
    func bomb() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            text +=
                "a\(level): &a\(level) [\((0..<9).map { _ in "*a\(level - 1)" }.joined(separator: ", "))]\n"
        }
        #expect(refusal(text)?.message.contains("aliases") == true)
        #expect(refusal("? [x, y]\n: 1\n")?.message.contains("key") == true)
    }

    @Test("A key that is an alias bomb is never compared")
    func keyBomb() {
        var text = "a0: &a0 [x, x]\n"
        for level in 1...40 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        #expect(refusal(text + "? *a40\n: 1\n? *a39\n: 2\n") != nil)
    }

    @Test("An anchor is refused with its line, even a single one")
    func anchor() {
        #expect(refusal("a: 1\nb: &name 2\nc: *name\n")?.position.line == 2)
    }

    @Test("Words between asterisks and ampersands in texts are only texts")
    func innocent() throws {
        let text = "a: \"the *best* & the &worst of *all* *the* *best* *and* *so* *on*\"\n"
        #expect(throws: Never.self) { try YamlReader.read(text) }
        let many = "a: \"\(String(repeating: "*word* ", count: 500))\"\n"
        #expect(throws: Never.self) { try YamlReader.read(many) }
    }

    @Test(
        "Nesting beyond the limit is refused and never ends the program",
        arguments: [33, 200, 900, 5000, 100_000])
    func deep(levels: Int) {
        #expect(refusal(String(repeating: "[", count: levels) + String(repeating: "]", count: levels)) != nil)
        #expect(refusal(String(repeating: "- ", count: levels) + "x") != nil)
        #expect(
            refusal(String(repeating: "{a: ", count: levels) + "1" + String(repeating: "}", count: levels))
                != nil)
    }

    @Test(
        "What is no YAML is refused with a place",
        arguments: [
            "a: b: c", "a: [1", "\ta: 1", "a: \"\u{1}\"", "a: 1\n b: 2", "%", "---\na: 1\n---\nb: 2\n", "@a",
            "\"\\ud800\": 1",
        ])
    func broken(text: String) {
        let problem = refusal("\n" + text)
        #expect(problem != nil)
        #expect(problem.map { $0.position.line >= 1 } == true)
    }

    @Test("Any text is read or refused, and nothing else happens", arguments: UInt64(1)...300)
    func anything(seed: UInt64) {
        var random = ConfigurationRandom(seed: seed)
        let pieces = [
            "a", ": ", "- ", "\n", "  ", "[", "]", "{", "}", "\"", "'", "&a", "*a", "!", "|", ">", "#", "%",
            "? ", ",",
            "\u{FEFF}", "\t", "\\x", "0x1", "é", "\u{2028}", "---\n", "...\n", "<<: ", "~", "@", "`",
        ]
        var text = ""
        for _ in 0..<Int.random(in: 1...120, using: &random) {
            text += pieces.randomElement(using: &random) ?? ""
        }
        _ = refusal(text)
        do throws(ConfigurationError) {
            #expect(try Configuration.parse(text: text, file: "f").text == text)
        } catch {
            #expect(!error.problems.isEmpty, "seed \(seed)")
        }
    }

    @Test("Quoted and bare values are told apart")
    func quoting() throws {
        let node = try YamlReader.read("a: true\nb: \"true\"\nc: |\n  true\n")
        guard case .map(let entries) = node.content else {
            throw DocumentProblem(at: node.position, field: "", "no map")
        }
        #expect(
            entries.map(\.value.content) == [
                .scalar("true", quoted: false), .scalar("true", quoted: true),
                .scalar("true\n", quoted: true),
            ])
        #expect(entries.map(\.position.line) == [1, 2, 3])
    }
}
