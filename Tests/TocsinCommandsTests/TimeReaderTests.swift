@testable import TocsinCommands
import CrisisModel
import Testing
import Varlink

@Suite("Times of other tools")
struct TimeReaderTests {
    @Test(
        "They are read to the same moment",
        arguments: [
            "2015-02-24T19:35:52Z", "2015-02-24T11:35:52-08:00", "2015-02-24 11:35:52 -0800",
            "2015-02-24 11:35:52-08:00",
            "2015-02-24T19:35:52+0000", "2015-02-24 19:35:52 UTC", "2015-02-24 19:35:52 GMT",
            "2015-02-24T19:35:52.000Z",
            "Tue Feb 24 19:35:52 +0000 2015", "Tue, 24 Feb 2015 11:35:52 -0800", "24 Feb 2015 19:35:52 GMT",
            "1424806552", "1424806552000", "1424806552000000", "2015-02-25 01:05:52+0530",
        ])
    func same(text: String) throws {
        #expect(try TimeReader(zone: nil).read(text).rfc3339 == "2015-02-24T19:35:52Z")
    }

    @Test("Numbers are seconds, milliseconds or microseconds by their size")
    func numbers() throws {
        let reader = TimeReader(zone: nil)
        #expect(try reader.read(.integer(1_424_806_552)).rfc3339 == "2015-02-24T19:35:52Z")
        #expect(try reader.read(.integer(1_424_806_552_123)).rfc3339 == "2015-02-24T19:35:52.123Z")
        #expect(try reader.read(.float(1_424_806_552.5)).rfc3339 == "2015-02-24T19:35:52.500Z")
    }

    @Test("A time without a zone is refused, or takes the zone that the person named")
    func zones() throws {
        for text in [
            "2015-02-24 11:35:52", "2015-02-24T11:35:52", "Feb 24 2015 11:35:52", "2015-02-24 11:35",
        ] {
            #expect(throws: TimeReader.Refusal.self, "\(text)") { try TimeReader(zone: nil).read(text) }
            #expect(
                try TimeReader(zone: "-08:00").read(text).rfc3339.hasPrefix("2015-02-24T19:35:"), "\(text)")
        }
        #expect(try TimeReader(zone: "-08:00").read("2015-02-24T11:35:52Z").rfc3339 == "2015-02-24T11:35:52Z")
    }

    @Test(
        "What is no time is refused, never guessed",
        arguments: [
            "", " ", "yesterday", "2015-02-30 11:00:00 Z", "2015-13-01T00:00:00Z", "24/02/2015 11:35:52 Z",
            "11:35:52 Z",
            "2015-02-24 11:35:52 PST", "2015-02-24 11:35:52 CET", "2015-02-24 25:00:00 Z", "2015-02-24", "-1",
            "0",
            "Tue Feb 24", "99999999999999999999", "2015-02-24 11:35:52 +8", "2015-02-24 11:35:52 +08:00 junk",
            "Feb 99 11:35:52 +0000 2015", "T", "----------",
        ])
    func refused(text: String) {
        #expect(throws: TimeReader.Refusal.self) { try TimeReader(zone: nil).read(text) }
    }

    @Test("Values that are no texts and no numbers are refused")
    func values() {
        for value: JSONValue in [nil, true, [], [:], .float(.infinity), .float(1e300), .integer(.min)] {
            #expect(throws: TimeReader.Refusal.self) { try TimeReader(zone: nil).read(value) }
        }
    }

    @Test("No text makes it fault", arguments: UInt64(1)...80)
    func anyText(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "2015", "-", ":", " ", "Feb", "24", "T", "Z", "+", "é", "11:35:52", "\u{0}", ",", "9999", "日",
        ]
        let text = (0..<Int.random(in: 0...10, using: &random)).compactMap { _ in
            pieces.randomElement(using: &random)
        }.joined()
        do throws(TimeReader.Refusal) {
            _ = try TimeReader(zone: "+01:00").read(text)
        } catch {
            #expect(!error.reason.isEmpty)
        }
    }
}
