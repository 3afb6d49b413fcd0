import Testing

@testable import Systemd

struct JournalTests {
    @Test("An entry is one line, with its priority in front and its data in fields")
    func line() {
        let line = JournalLine.text(
            .notice, "Publishing was stopped.",
            [JournalField("TOCSIN_STOP_EPOCH", 7), JournalField("TOCSIN_SCOPE", "network mastodon")])
        #expect(line == #"<5>Publishing was stopped. TOCSIN_STOP_EPOCH=7 TOCSIN_SCOPE="network mastodon""#)
    }

    @Test(
        "No value can forge a second line, end its quotes or speak to the terminal",
        arguments: [
            ("a\nb", #""a\nb""#), ("a\r\n<0>b", #""a\r\n<0>b""#), (#"a" X="b"#, #""a\" X=\"b""#),
            (#"a\"#, #""a\\""#),
            ("\u{1B}[31m", #""\u{1b}[31m""#), ("\u{202E}x", #""\u{202e}x""#), ("\u{2028}", #""\u{2028}""#),
            ("", #""""#), ("a=b", #""a=b""#), ("Grüße", "Grüße"), ("\u{0}", #""\u{0}""#),
        ])
    func escaping(value: String, expected: String) {
        let line = JournalLine.text(.info, "m", [JournalField("A", value)])
        #expect(line == "<6>m A=" + expected)
        #expect(!line.contains("\n"))
    }

    @Test("A field name is letters, digits and underscores, and begins with a letter")
    func names() {
        for name in ["A", "TOCSIN_STOP_EPOCH", "A1"] { #expect(JournalField.isValid(name)) }
        for name in ["", "_A", "a", "1A", "A-B", "A B", "Ä", String(repeating: "A", count: 65)] {
            #expect(!JournalField.isValid(name))
        }
    }

    @Test("A long value is cut off between characters")
    func longValue() {
        let field = JournalField("A", String(repeating: "€", count: 3_000))
        #expect(field.value.utf8.count <= JournalField.valueBytesMax)
        #expect(field.value.utf8.count > JournalField.valueBytesMax - 4)
        #expect(field.value.allSatisfy { $0 == "€" })
    }

    @Test("The message ids are 128 bits each and all different")
    func messageIDs() {
        let texts = JournalMessageID.all.map(\.description)
        #expect(Set(texts).count == texts.count)
        for text in texts {
            #expect(text.utf8.count == 32 && text.allSatisfy { $0.isHexDigit && !$0.isUppercase })
        }
    }
}
