@testable import TocsinCommands
import ControlInterface
import Testing
import Varlink

@Suite("CSV")
struct CSVTests {
    private let folder = TemporaryFolder()

    private func read(_ bytes: [UInt8]) throws -> [CSVReader.Record] {
        var reader = CSVReader(try ByteSource(path: folder.file("a.csv", bytes)))
        var records: [CSVReader.Record] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }

    private func fields(_ text: String) throws -> [[String]] {
        try read(Array(text.utf8)).map { record in
            guard case .fields(let fields) = record.content else {
                Issue.record("refused: \(record)")
                return []
            }
            return fields
        }
    }

    @Test("Quotes hold commas, newlines and doubled quotes")
    func quotes() throws {
        #expect(
            try fields("a,\"b,c\",\"d\"\"e\"\r\n\"x\r\ny\",,z\n") == [
                ["a", "b,c", "d\"e"], ["x\r\ny", "", "z"],
            ])
    }

    @Test(
        "The last record needs no newline, blank lines are passed over, a mark at the start is not part of a name"
    )
    func ends() throws {
        #expect(try fields("\u{FEFF}a,b\n\n1,2\n\r\n3,4") == [["a", "b"], ["1", "2"], ["3", "4"]])
        #expect(try fields("") == [])
        #expect(try fields("\n\n") == [])
        #expect(try fields("a,\n") == [["a", ""]])
        #expect(try fields("\"\"\n") == [[""]])
    }

    @Test("A record says on which line it begins")
    func lines() throws {
        #expect(try read(Array("a\n\"b\nc\"\nd\n".utf8)).map(\.line) == [1, 2, 4])
    }

    @Test(
        "What cannot be read for certain is refused, and the next record is read",
        arguments: [
            ("a\"b,c", "a quote stands inside a field without quotes"),
            ("\"a\"b", "something follows a closing quote"),
            ("x\u{0}y", "holds a NUL byte"),
        ])
    func refused(text: String, reason: String) throws {
        let records = try read(Array((text + "\nok\n").utf8))
        #expect(records.map(\.content) == [.refused(reason), .fields(["ok"])])
    }

    @Test("Invalid UTF-8, an open quote and an endless record are refused")
    func hostile() throws {
        #expect(try read([0x61, 0xFF, 0x0A]).map(\.content) == [.refused("not valid UTF-8")])
        #expect(
            try read(Array("\"abc\ndef".utf8)).map(\.content) == [
                .refused("the quote opened in this record is never closed")
            ])
        let long = [UInt8](repeating: 0x61, count: CSVReader.recordBytesMax + 10) + [0x0A, 0x62, 0x0A]
        let records = try read(long)
        #expect(records.count == 2)
        #expect(records.last?.content == .fields(["b"]))
        let wide = [UInt8](repeating: UInt8(ascii: ","), count: CSVReader.columnsMax + 10)
        guard case .refused? = try read(wide).first?.content else {
            Issue.record("a record of too many columns was taken")
            return
        }
    }

    @Test("What the writer writes, the reader reads", arguments: UInt64(1)...60)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let alphabet: [Character] = ["a", "\"", ",", "\n", "\r\n", " ", "é", "日", "=", "'"]
        let records = (0..<Int.random(in: 1...8, using: &random)).map { _ in
            (0..<3).map { column in
                let length = Int.random(in: 0...6, using: &random)
                let text = String((0..<length).compactMap { _ in alphabet.randomElement(using: &random) })
                // A record of empty fields alone would read as a blank line or a shorter one.
                return column == 0 ? "x" + text : text
            }
        }
        #expect(try fields(records.map(CSVWriter.record).joined()) == records, "seed \(seed)")
    }

    @Test("Any bytes at all come to an end without a fault", arguments: UInt64(1)...60)
    func anyBytes(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let likely = Array("\"\"\",,,\n\n\rab".utf8)
        let bytes = (0..<Int.random(in: 0...400, using: &random)).map { _ in
            Bool.random(using: &random)
                ? likely.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
        }
        _ = try read(bytes)
        var lines = LineReader(try ByteSource(path: folder.file("a.txt", bytes)))
        while let line = try lines.next() { _ = RecordReader.object(line.content) }
    }

    @Test("Text that a spreadsheet would compute is made harmless")
    func formulas() {
        #expect(CSVWriter.harmless("=HYPERLINK(1)") == "'=HYPERLINK(1)")
        #expect(CSVWriter.harmless("@eurostar") == "'@eurostar")
        #expect(CSVWriter.harmless("plain") == "plain")
        #expect(CSVWriter.harmless("") == "")
    }

    @Test("Two columns of one name, or no header, are said before anything is read")
    func headers() throws {
        #expect(throws: CommandError.self) {
            _ = try RecordReader(ByteSource(path: folder.file("b.csv", "a,b,a\n1,2,3\n")))
        }
        #expect(throws: CommandError.self) {
            _ = try RecordReader(ByteSource(path: folder.file("c.csv", "")))
        }
        var reader = try RecordReader(ByteSource(path: folder.file("d.CSV", "a,b\n1\n1,2\n")))
        #expect(try reader.next()?.content == .refused("1 fields where the header has 2"))
        #expect(try reader.next()?.content == .object(["a": "1", "b": "2"]))
    }
}
