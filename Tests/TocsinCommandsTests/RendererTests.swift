@testable import TocsinCommands
import Testing
import Varlink

@Suite("The renderer")
struct RendererTests {
    private let plain = Renderer(json: false, colour: false, width: nil, drill: nil)

    private func sample() -> Report {
        var report = Report(json: ["posts": 2])
        report.line("STOPPED", .bad)
        report.fact("Stop", "7")
        report.fact("Pressed by", "anna", .good)
        report.blank()
        var table = Table(["Account", ">Held"], whenEmpty: "none")
        table.row(["eurostar", "214"], .warning)
        table.row(["a", "3"])
        report.table(table)
        report.next("tocsinctl receipt 7", "tocsinctl release 7")
        return report
    }

    @Test("People get lines, facts, tables and what to do next")
    func people() {
        #expect(
            plain.render(sample()) == """
                STOPPED
                Stop        7
                Pressed by  anna

                ACCOUNT   HELD
                eurostar   214
                a            3
                Next: tocsinctl receipt 7
                      tocsinctl release 7

                """)
    }

    @Test("Programs get the reply on one line, and nothing else")
    func programs() {
        let renderer = Renderer(json: true, colour: true, width: 20, drill: "night")
        #expect(renderer.render(sample()) == "{\"posts\":2}\n")
    }

    @Test("Colour is put around lines, and only when asked for")
    func colour() {
        let renderer = Renderer(json: false, colour: true, width: nil, drill: nil)
        #expect(renderer.render(sample()).contains("\u{1B}[1;31mSTOPPED\u{1B}[0m\n"))
        #expect(!plain.render(sample()).contains("\u{1B}"))
    }

    @Test("What concerns a drill begins with EXERCISE")
    func drill() {
        let renderer = Renderer(json: false, colour: false, width: nil, drill: "night")
        #expect(renderer.render(sample()).hasPrefix("EXERCISE (drill night), nothing of this is live\n"))
    }

    @Test("A table is cut to the terminal, and to nothing else")
    func width() {
        var report = Report(json: nil)
        var table = Table(["Post", "Text"], whenEmpty: "")
        table.row(["p1", String(repeating: "long ", count: 20)])
        report.table(table)
        let cut = Renderer(json: false, colour: false, width: 20, drill: nil).render(report)
        #expect(cut == "POST  TEXT\np1    long long l...\n")
        #expect(plain.render(report).contains(String(repeating: "long ", count: 19)))
    }

    @Test("An empty table says what it means")
    func emptyTable() {
        var report = Report(json: nil)
        report.table(Table(["A"], whenEmpty: "No post."))
        #expect(plain.render(report) == "No post.\n")
    }

    @Test(
        "Nothing that a terminal would obey comes through",
        arguments: [
            "\u{1B}[2J\u{1B}[H", "\u{1B}]0;title\u{7}", "a\u{202E}b", "a\u{2066}b", "a\rb", "\u{9B}31m",
            "a\u{2028}b",
            "\u{7F}", "a\u{0}b", "\u{E000}",
        ])
    func escapes(text: String) {
        var report = Report(json: nil)
        report.line(text)
        report.fact("Text", text)
        var table = Table(["Text"], whenEmpty: "")
        table.row([text])
        report.table(table)
        report.next("tocsinctl \(text)")
        let output =
            plain.render(report) + plain.render(CommandError(.refused, text, place: text, next: [text]))
        for scalar in output.unicodeScalars where scalar != "\n" {
            let category = scalar.properties.generalCategory
            #expect(
                category != .control && category != .format && category != .lineSeparator, "\(scalar.value)")
        }
    }

    @Test("Wide and combined characters keep columns straight")
    func columns() {
        #expect(TerminalText.width("日本") == 4)
        #expect(TerminalText.width("e\u{301}") == 1)
        #expect(TerminalText.width("👩‍🚒") == 2)
        #expect(TerminalText.width("ärger") == 5)
        #expect(TerminalText.cut("日本語です", to: 7) == "日本...")
        #expect(TerminalText.padded("日本", to: 6, .right) == "  日本")
    }

    @Test("An error names what, where and what to do")
    func error() {
        let error = CommandError(
            .refused, "there is no post p1", code: "unknown-post", place: "x", next: ["tocsinctl post list"])
        #expect(
            plain.render(error) == "tocsinctl: there is no post p1\n  where: x\nNext: tocsinctl post list\n")
        let json = Renderer(json: true, colour: false, width: nil, drill: nil).render(error)
        #expect(
            json
                == #"{"error":"unknown-post","message":"there is no post p1","exitStatus":10,"where":"x","next":["tocsinctl post list"]}"#
                + "\n")
    }

    @Test("Words that a shell would take apart are quoted")
    func quoting() {
        #expect(ShellWord.quoted("account:eurostar") == "account:eurostar")
        #expect(ShellWord.quoted("two words") == "'two words'")
        #expect(ShellWord.quoted("it's") == "'it'\\''s'")
        #expect(ShellWord.quoted("") == "''")
        #expect(ShellWord.quoted("$(rm)") == "'$(rm)'")
    }

    @Test("Progress is a bar where the end is known, and a count where not")
    func progress() {
        let half = ProgressBar.line(done: 50, total: 100, count: 500, unit: "mentions", after: .seconds(2))
        #expect(half == "[############............] 50%  500 mentions, 250 a second")
        let open = ProgressBar.line(done: 50, total: nil, count: 500, unit: "mentions", after: .seconds(2))
        #expect(open == "500 mentions, 250 a second")
        _ = ProgressBar.line(done: .max, total: 1, count: 0, unit: "x", after: .zero)
    }
}
