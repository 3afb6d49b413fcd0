import Testing
import Varlink

@testable import TocsinCommands

@Suite("Scoring the lines of a file")
struct SentimentScoreTests {
    private let folder = TemporaryFolder()

    private func score(_ bytes: [UInt8]) throws -> (status: CommandStatus, lines: [JSONValue]) {
        let harness = Harness()
        let status = harness.run("sentiment", "score", folder.file("texts", bytes))
        let lines = try harness.console.output.split(separator: "\n").map {
            try JSONValue(parsing: String($0))
        }
        return (status, lines)
    }

    @Test("Every line is answered by one line of JSON, whatever stands in it")
    func oddLines() throws {
        let long = [UInt8](repeating: 0x61, count: LineReader.lineBytesMax * 2)
        let bytes =
            Array("I love this\r\n\n{\"text\": \"C'est nul\", \"language\": \"fr\"}\n[1]\n{broken\n".utf8)
            + [0x62, 0xFF, 0x62, 0x00, 0x0A] + long + [0x0A] + Array("{\"body\": 1}\n5".utf8)
        let (status, lines) = try score(bytes)
        #expect(status == .partlyRefused)
        #expect(lines.map { $0["line"]?.integerValue } == (1...9).map { Optional(Int64($0)) })
        #expect(lines[0]["label"] == .string("positive"))
        #expect(lines[0]["text"] == .string("I love this"))
        #expect(lines[1]["label"] == .string("neutral"))
        #expect(lines[1]["confidence"] == .integer(334))
        #expect(lines[2]["language"] == .string("fr"))
        #expect(lines[3]["text"] == .string("[1]"))
        #expect(lines[4]["text"] == .string("{broken"))
        #expect(lines[7]["refused"] != nil)
        #expect(lines[7]["label"] == nil)
        for line in [0, 1, 2, 3, 4, 5, 6, 8] {
            #expect(lines[line]["probabilities"]?["neutral"] != nil)
            #expect(lines[line]["version"]?.stringValue?.hasPrefix("2-") == true)
        }
    }
}
