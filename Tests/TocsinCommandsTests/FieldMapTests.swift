@testable import TocsinCommands
import Testing
import Varlink

@Suite("--map")
struct FieldMapTests {
    private func map(_ mappings: String..., zone: String? = nil) throws -> FieldMap {
        try FieldMap(mappings, fields: MentionRecord.fields, zone: zone)
    }

    @Test("Fields are taken from the named columns, the others from their own names")
    func basic() throws {
        let result = try map("id=tweet_id", "occurredAt=created_at", "author=user.screen_name").applied(to: [
            "tweet_id": 567_588_278_875_213_824, "created_at": "Tue Feb 24 11:35:52 +0000 2015",
            "user": ["screen_name": "anna"], "text": "hello", "retweets": 4,
        ])
        #expect(
            result == [
                "id": "567588278875213824", "author": "anna", "text": "hello",
                "occurredAt": "2015-02-24T11:35:52Z",
            ])
    }

    @Test("Names are made to fit only when asked, and only where names stand")
    func tidyNames() throws {
        var map = try map("unit=airline")
        #expect(try map.applied(to: ["airline": "US Airways"]) == ["unit": "US Airways"])
        map.tidiesNames = true
        let tidied = try map.applied(to: ["airline": " US  Airways (é) ", "text": "a b"])
        #expect(tidied == ["unit": "US-Airways", "text": "a b"])
    }

    @Test("A mapped field never falls back to the record's own field of that name")
    func noFallback() throws {
        let result = try map("author=handle").applied(to: ["author": "wrong", "text": "x"])
        #expect(result["author"] == nil)
    }

    @Test("A column whose name has a dot is found before its parts; lists are stepped into by number")
    func paths() throws {
        #expect(
            try map("author=a.b").applied(to: ["a.b": "whole", "a": ["b": "parts"]])["author"] == "whole")
        #expect(try map("author=a.1.n").applied(to: ["a": [["n": "x"], ["n": "y"]]])["author"] == "y")
        #expect(try map("author=a.9.n").applied(to: ["a": [1]])["author"] == nil)
        #expect(try map("author=a..b").applied(to: ["a": ["b": "x"]])["author"] == nil)
    }

    @Test("Values of the wrong kind are refused, nothing is turned into text that was none")
    func kinds() throws {
        #expect(throws: FieldMap.Refusal(reason: "text is not a text")) {
            try map().applied(to: ["text": ["a"]])
        }
        #expect(throws: FieldMap.Refusal(reason: "text is not a text")) {
            try map().applied(to: ["text": true])
        }
        #expect(throws: FieldMap.Refusal(reason: "audience is not a whole number")) {
            try map().applied(to: ["audience": "many"])
        }
        #expect(try map().applied(to: ["audience": "12", "text": nil]) == ["audience": 12])
        #expect(try map().applied(to: ["audience": 12.0])["audience"] == 12)
    }

    @Test(
        "A mapping that means nothing is refused before the file is opened",
        arguments: [
            "id", "=x", "id=", "ID=x", "nothing=x", "",
        ])
    func badMappings(mapping: String) {
        #expect {
            _ = try map(mapping)
        } throws: { ($0 as? CommandError)?.status == .usage }
    }

    @Test("The same field twice is refused; a near name is offered")
    func twice() {
        #expect(throws: CommandError.self) { _ = try map("id=a", "id=b") }
        #expect {
            _ = try map("autor=x")
        } throws: { ($0 as? CommandError)?.next == ["did you mean --map author=x?"] }
    }

    @Test("A column that the header lacks is said at once, with the near ones")
    func header() throws {
        #expect {
            try map("author=usr").check(header: ["user", "text"], place: "f.csv")
        } throws: { ($0 as? CommandError)?.next == ["its columns: user"] }
    }
}
