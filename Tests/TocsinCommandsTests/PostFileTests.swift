@testable import TocsinCommands
import ControlInterface
import Testing
import Varlink

@Suite("Files of posts and of decisions")
struct PostFileTests {
    private let folder = TemporaryFolder()
    private let harness = Harness()

    @Test("Posts are scheduled from NDJSON; what is refused is told by its line")
    func importing() throws {
        try harness.channel.answer(
            PostInterface.ScheduleMany.self,
            .init(
                accepted: ["p1"], heldCount: 1,
                refused: [.init(index: 2, post: nil, reason: "unknown account")]))
        let file = folder.file(
            "p.ndjson",
            """
            {"account":"a","text":"x","dueAt":"2026-01-01T10:00:00+01:00","class":"campaign"}
            {"account":"b","text":"y","dueAt":"2026-01-01T10:00:00"}
            {"account":"c","text":"z","dueAt":"2026-01-01T10:00:00Z"}
            {"acount":"c","text":"z","dueAt":"2026-01-01T10:00:00Z"}
            {"account":"c","text":"z","dueAt":"2026-01-01T10:00:00Z","class":"crysis"}
            """)
        #expect(harness.run("post", "import", file, "--json") == .partlyRefused)
        let posts =
            harness.channel.parameters(of: PostInterface.ScheduleMany.self)?["posts"]?.arrayValue ?? []
        #expect(
            posts.first == [
                "account": "a", "postClass": "campaign", "text": "x", "dueAt": "2026-01-01T09:00:00Z",
            ])
        #expect(posts.count == 2)
        let json = try JSONValue(parsing: harness.console.output)
        #expect(json["refusals"]?.arrayValue?.compactMap { $0["line"]?.integerValue } == [2, 3, 4, 5])
        #expect(
            json["refusals"]?.arrayValue?[2]["reason"] == "there is no field acount; did you mean account?")
    }

    static func post(_ name: String, text: String = "Sale!", review: Bool = true) -> PostInterface.Post {
        PostInterface.Post(
            post: name, account: "eurostar", network: "webhook", postClass: "campaign", text: text,
            dueAt: "2026-01-01T10:00:00Z", state: "held", heldBecause: "stop", heldByStop: 7,
            needsReview: review,
            attempt: 0)
    }

    @Test("The listing as CSV can be filled in and read back")
    func roundTrip() throws {
        try harness.channel.answer(
            PostInterface.List.self, .init(posts: [Self.post("p1", text: "=1+1,\n\"x\"")], total: 2),
            .init(posts: [Self.post("p2")], total: 2))
        #expect(harness.run("post", "list", "--held", "--csv") == .done)
        let csv = harness.console.output
        #expect(
            csv.hasPrefix(
                "post,account,class,dueAt,state,heldBecause,campaign,text,reason,decision,newDueAt\r\n"))
        #expect(csv.contains("\"'=1+1,\n\"\"x\"\"\""))
        let untouched = try DecisionFile.read(ByteSource(path: folder.file("h.csv", csv)))
        #expect(untouched == DecisionFile.Content(decisions: [], undecided: 2, refusals: []))
        let filled = csv.replacing(",,,\r\n", with: ",,move,2026-01-02T10:00:00+01:00\r\n")
        let content = try DecisionFile.read(ByteSource(path: folder.file("f.csv", filled)))
        #expect(
            content.decisions.map(\.decision).last
                == .init(post: "p2", decision: "move", dueAt: "2026-01-02T09:00:00Z"))
    }

    @Test("A decision that is not clear is refused by its line, and never guessed")
    func unclear() throws {
        let file = folder.file(
            "d.csv",
            """
            post,decision,newDueAt
            p1,keep,
            p2,KEEP ,
            p3,move,
            p4,move,tomorrow
            p5,keep,2026-01-01T00:00:00Z
            p6,delete,
            ,keep,
            p1,cancel,
            p7,,
            p8,,2026-01-01T00:00:00Z
            """)
        let content = try DecisionFile.read(ByteSource(path: file))
        #expect(content.decisions.map(\.decision.post) == ["p1", "p2"])
        #expect(content.refusals.map(\.line) == [4, 5, 6, 7, 8, 9, 11])
        #expect(content.undecided == 1)
    }

    @Test("Decisions are sent, and the daemon's refusals are told by line")
    func deciding() throws {
        try harness.channel.answer(
            PostInterface.Review.self,
            .init(decided: 1, refused: [.init(index: 2, post: "p2", reason: "its time has passed")]))
        let file = folder.file("d.csv", "post,decision,newDueAt\np1,cancel,\np2,keep,\n")
        #expect(harness.run("post", "decide", "--from", file) == .partlyRefused)
        #expect(harness.console.output.contains("1 decided, 1 refused"))
        #expect(harness.console.output.contains("    1      3  p2: its time has passed"))
    }

    @Test("A file without the columns is refused as a whole")
    func columns() {
        #expect(harness.run("post", "decide", "--from", folder.file("d.csv", "a,b\n1,2\n")) == .badInput)
        #expect(harness.channel.calls.isEmpty)
    }
}
