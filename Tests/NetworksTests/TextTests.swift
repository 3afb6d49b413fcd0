import CrisisModel
import Testing

@testable import Networks

@Suite("Texts, links and times as networks write them")
struct TextTests {
    @Test(
        "HTML reads as people see it",
        arguments: [
            ("<p>a</p><p>b</p>", "a\n\nb"), ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"),
            ("a &amp; b &lt;c&gt; &#39;d&#x27;", "a & b <c> 'd'"), ("5 < 6", "5 < 6"),
            ("a<br>b<br/><br />c", "a\nb\n\nc"), ("<div>a</div>b", "a\nb"),
            ("  a \n b\t", "a b"), ("<pre>a  b\n c</pre>d", "a  b\n c\n\nd"),
            ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
            ("&lt;b&gt; &amp;amp; &#65;&#x42; &eacute;&hellip;", "<b> &amp; AB é…"),
            ("&#146;&#0;&#xD800;", "’\u{FFFD}\u{FFFD}"),
            ("&#99999999999;&bogus;&", "\u{FFFD}&bogus;&"), ("<!-- a --> b <!x> <?y?>c", "b c"),
            ("<a title='>' href=\"x>y\">link</a>", "link"),
            ("a<script>b<p></p></script>c<style>d</style>", "ac"),
            ("<SCRIPT>x</ScRiPt>y", "y"), ("<b", ""), ("a</p", "a"),
            ("<unknown-element>x</unknown-element>", "x"),
            ("a<script>never closed", "a"), ("", ""), ("<p></p>", ""), ("a\u{0}\u{8}b", "ab"),
            ("<p>caf\u{E9} \u{1F600}</p>", "caf\u{E9} \u{1F600}"),
        ])
    func html(source: String, text: String) {
        #expect(HTMLText.read(source).text == text)
        #expect(!HTMLText.read(source).isCut)
    }

    @Test("A text that is too long is cut between two characters, and says so")
    func cut() {
        let long = String(repeating: "é", count: 60_000)
        for read in [HTMLText.read("<p>x\(long)"), PlainText.bounded("x" + long)] {
            #expect(read.isCut)
            #expect(read.text.utf8.count == 99_999)
            #expect(read.text.last == "é")
        }
        #expect(!PlainText.bounded(String(repeating: "é", count: 50_000)).isCut)
        #expect(!HTMLText.read(String(repeating: "é", count: 50_000)).isCut)
    }

    @Test(
        "Markup of any size and depth costs its length",
        arguments: [
            "<b>", "</b>", "<", "<!--", "&", "&amp", "<script>", "<a href='", "<p>", "<br>", "<pre>",
            "</script",
        ])
    func bombs(piece: String) {
        #expect(HTMLText.read(String(repeating: piece, count: 300_000)).text.utf8.count <= 100_000)
    }

    @Test(
        "Only links of the web are links",
        arguments: [
            ("https://a.example/x", true), ("HTTP://a.example", true), ("javascript:alert(1)", false),
            ("data:text/html,x", false),
            ("//a.example", false), ("https://a.example/<x>", false), ("https://a.example/ x", false),
            ("https://a\nb", false),
            ("https://" + String(repeating: "a", count: 2_000), false),
        ])
    func link(text: String, isLink: Bool) {
        #expect((WebLink.checked(text) != nil) == isLink)
    }

    @Test(
        "Times in the forms that networks and feeds write",
        arguments: [
            "Sun, 01 Mar 2026 09:30:00 GMT", "01 Mar 2026 10:30:00 +0100", "Sun, 1 Mar 26 04:30 EST",
            "sunday, 1 March 2026 09:30:00 Z",
        ])
    func rfc822(text: String) throws {
        #expect(try NetworkTime.rfc822(text) == Corpus.time("2026-03-01T09:30:00Z"))
    }

    @Test("Times with offsets of two forms, and what is no time")
    func times() throws {
        #expect(try NetworkTime.parse("2026-03-01T10:30:00+0100") == Corpus.time("2026-03-01T09:30:00Z"))
        #expect(
            try NetworkTime.parse("2026-03-01T10:30:00.123+01:00") == Corpus.time("2026-03-01T09:30:00.123Z"))
        #expect(
            try NetworkTime.unixDate("Fri Jul 12 23:40:37 +0000 2019") == Corpus.time("2019-07-12T23:40:37Z"))
        for text in [
            "", "1 Mar 2026", "1 Mar 2026 09:30", "1 Foo 2026 09:30 GMT", "32 Mar 2026 09:30 GMT",
            "x y z a b", "1 Mar 2026 09:30 CET",
        ] {
            #expect(throws: EventTime.ParseFailure.self) { try NetworkTime.rfc822(text) }
        }
        #expect(NetworkTime.milliseconds(.max) == EventTime.distantFuture)
    }
}
