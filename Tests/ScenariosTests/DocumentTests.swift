import Scenarios
import Testing

@Suite("Names and documents")
struct DocumentTests {
    @Test(
        "The nearest name is found when a hand slipped, and none when it did not",
        arguments: [
            ("person", "persons"), ("Persons", "persons"), ("windowMinuts", "windowMinutes"),
            ("prsons", "persons"),
            ("colour", nil), ("", nil), (String(repeating: "x", count: 1000), nil),
        ])
    func nearest(typed: String, expected: String?) {
        #expect(
            NearestName.find(typed, among: ["persons", "profile", "windowMinutes", "delayMinutes"])
                == expected)
    }

    @Test("However many problems there are, a readable number is kept")
    func bounded() {
        var reader = DocumentReader()
        for line in 1...5000 { reader.report(DocumentPosition(line: line), "f", "is wrong") }
        #expect(reader.problems.count == DocumentLimits.problemsMax)
        #expect(reader.problems.last?.message == "there are more problems from here on")
    }

    @Test("A message never repeats what moves a cursor, nor more than a little of a text")
    func shown() {
        #expect(DocumentReader.shown("a\u{1B}[2Jb\u{202E}") == "a?[2Jb?")
        #expect(DocumentReader.shown(String(repeating: "x", count: 500)).count < 70)
    }
}
