@testable import TocsinCommands
import ControlInterface
import Testing
import Varlink

@Suite("mention import")
struct MentionImportTests {
    private let folder = TemporaryFolder()
    private let harness = Harness()

    private func takeEverything(refusing line: Int64? = nil) {
        harness.pipeline = ScriptedPipeline { _, parameters throws(VarlinkClientError) in
            let lines = parameters["lines"]?.arrayValue ?? []
            let refused: [JSONValue] = line.map { [["line": .integer($0), "reason": "no author"]] } ?? []
            return [
                "recorded": .integer(Int64(lines.count - refused.count)), "repeated": 0,
                "refused": .array(refused),
                "lastSequence": 9,
            ]
        }
    }

    @Test("Lines in our shape go out untouched, in batches, a bounded number at once")
    func batches() throws {
        takeEverything()
        let lines = (1...2_600).map { #"{"source":"x","id":"\#($0)"}"# }
        let file = folder.file("m.ndjson", lines.joined(separator: "\n"))
        #expect(
            harness.run("mention", "import", file, "--history", "--source", "feed", "--drill", "night")
                == .done)
        let sent = harness.pipeline.sent
        #expect(sent.map { $0["lines"]?.arrayValue?.count } == [500, 500, 500, 500, 500, 100])
        #expect(sent.map { $0["firstLine"] } == [1, 501, 1001, 1501, 2001, 2501])
        #expect(sent.flatMap { $0["lines"]?.arrayValue ?? [] } == lines.map { .string($0) })
        #expect(
            sent.allSatisfy { $0["mode"] == "history" && $0["source"] == "feed" && $0["drill"] == "night" })
        #expect(harness.pipeline.mostOnTheirWay <= MentionPump.batchesOnTheirWayMax)
        #expect(harness.console.output.contains("\(file): 2600 new, 0 repeated, 0 refused."))
    }

    @Test(
        "Refused lines are told with their line in the file, also when lines before them were left out here")
    func refusedLines() throws {
        takeEverything(refusing: 3)
        let file = folder.file(
            "m.ndjson", Array("{\"a\":1}\n".utf8) + [0xFF, 0x0A] + Array("{\"a\":2}\n\n{\"a\":3}\n".utf8))
        #expect(harness.run("mention", "import", file, "--json") == .partlyRefused)
        let json = try JSONValue(parsing: harness.console.output)
        #expect(json["new"] == 2)
        #expect(json["refused"] == 2)
        #expect(
            json["refusals"] == [
                ["line": 2, "reason": "not valid UTF-8"], ["line": 5, "reason": "no author"],
            ])
    }

    @Test("Another tool's CSV comes in by its columns, times included")
    func csv() throws {
        takeEverything()
        let file = folder.file(
            "m.csv",
            "tweet_id,when,airline,who,text\r\n1,2015-02-24 11:35:52 -0800,United,u1,\"late, again\"\r\n2,never,United,u2,x\r\n"
        )
        let status = harness.run(
            "mention", "import", file, "--map", "id=tweet_id", "--map", "occurredAt=when", "--map",
            "unit=airline",
            "--map", "author=who", "--source", "tweets")
        #expect(status == .partlyRefused)
        let line = try #require(harness.pipeline.sent.first?["lines"]?.arrayValue?.first?.stringValue)
        #expect(
            try JSONValue(parsing: line) == [
                "id": "1", "author": "u1", "text": "late, again", "occurredAt": "2015-02-24T19:35:52Z",
                "unit": "United",
            ])
        #expect(harness.pipeline.sent.first?["mode"] == "live")
        #expect(harness.console.output.contains("\"never\" is not a time"))
    }

    @Test("--unit is for lines that name none")
    func unit() throws {
        takeEverything()
        let file = folder.file("m.ndjson", "{\"text\":\"a\"}\n{\"text\":\"b\",\"unit\":\"own\"}\n")
        harness.run("mention", "import", file, "--unit", "rail")
        let lines = harness.pipeline.sent.first?["lines"]?.arrayValue ?? []
        #expect(lines == [#"{"text":"a","unit":"rail"}"#, #"{"text":"b","unit":"own"}"#])
    }

    @Test("When the daemon goes away in between, the person learns how much was taken")
    func interrupted() {
        harness.pipeline = ScriptedPipeline { index, _ throws(VarlinkClientError) in
            guard index == 0 else { throw .closed }
            return ["recorded": 500, "repeated": 0, "refused": [], "lastSequence": 9]
        }
        let file = folder.file("m.ndjson", String(repeating: "{}\n", count: 3_000))
        #expect(harness.run("mention", "import", file) == .outcomeUnknown)
        #expect(harness.console.errors.contains("before that: 500 new, 0 repeated, 0 refused"))
    }

    @Test("The same mistake on many lines is shown once, with its number and the first line")
    func grouped() {
        takeEverything()
        let bad = Array(repeating: "[1]", count: 40).joined(separator: "\n")
        let file = folder.file("m.ndjson", "{\"text\":\"a\"}\n" + bad + "\n{\"text\":1.5}\n")
        #expect(harness.run("mention", "import", file, "--unit", "x") == .partlyRefused)
        #expect(
            harness.console.output.contains(
                "   40      2  not a JSON object\n    1     42  text is not a text\n"))
    }

    @Test("Contradictions and bad zones are refused before the file is opened")
    func usage() {
        #expect(harness.run("mention", "import", "/nonexistent", "--history", "--live") == .usage)
        #expect(harness.run("mention", "import", "/nonexistent", "--zone", "CET") == .usage)
        #expect(harness.run("mention", "import", "/nonexistent", "--map", "x=y") == .usage)
        #expect(harness.run("mention", "import", "/nonexistent") == .noInput)
        #expect(harness.pipeline.sent.isEmpty)
    }

    @Test("Nothing is drawn on standard error that is no terminal")
    func quiet() {
        takeEverything()
        harness.run("mention", "import", folder.file("m.ndjson", "{}\n"))
        #expect(harness.console.errors.isEmpty)
    }

    @Test("Real sockets carry the pipeline: answers come in the order of the calls")
    func socket() throws {
        let socket = FakeSocket(at: folder.path + "/control.sock") { connection in
            for number in 1...3 {
                _ = FakeSocket.message(connection)
                FakeSocket.send("{\"parameters\":{\"number\":\(number)}}", connection)
            }
        }
        defer { socket.finish() }
        let pipeline = try SocketPipeline(connectingTo: socket.path)
        for _ in 1...3 { try pipeline.send("org.tocsin.Mention.Import", ["lines": []]) }
        #expect(
            try (1...3).map { _ in try pipeline.receive() } == [["number": 1], ["number": 2], ["number": 3]])
        #expect(throws: VarlinkClientError.closed) { try pipeline.receive() }
    }
}
