@testable import TocsinCommands
import Testing

@Suite("Lines of a file")
struct LineReaderTests {
    private let folder = TemporaryFolder()

    private func read(_ bytes: [UInt8]) throws -> [LineReader.Line] {
        var reader = LineReader(try ByteSource(path: folder.file("a.ndjson", bytes)))
        var lines: [LineReader.Line] = []
        while let line = try reader.next() { lines.append(line) }
        return lines
    }

    @Test("Empty lines are counted and passed over; carriage returns and a mark at the start are not content")
    func plain() throws {
        let lines = try read([0xEF, 0xBB, 0xBF] + Array("one\r\n\n  \ntwo".utf8))
        #expect(lines == [.init(number: 1, content: .text("one")), .init(number: 4, content: .text("two"))])
        #expect(try read([]) == [])
    }

    @Test("A line that cannot be used is refused by itself")
    func refused() throws {
        let long = [UInt8](repeating: 0x61, count: LineReader.lineBytesMax * 2)
        let lines = try read([0xFF, 0x0A, 0x61, 0x00, 0x0A] + long + [0x0A] + Array("good\n".utf8))
        #expect(
            lines == [
                .init(number: 1, content: .refused("not valid UTF-8")),
                .init(number: 2, content: .refused("holds a NUL byte")),
                .init(number: 3, content: .refused("longer than \(LineReader.lineBytesMax) bytes")),
                .init(number: 4, content: .text("good")),
            ])
    }

    @Test("Lines longer than a piece of the file are put together")
    func pieces() throws {
        let line = String(repeating: "x", count: LineReader.lineBytesMax - 1)
        let lines = try read(Array((line + "\n" + line + "\n").utf8))
        #expect(lines.map(\.content) == [.text(line), .text(line)])
    }

    @Test("A file that is not there says which, and has its own status")
    func missing() {
        #expect {
            _ = try ByteSource(path: "/nonexistent/file")
        } throws: { error in
            (error as? CommandError)?.status == .noInput
                && (error as? CommandError)?.place == "/nonexistent/file"
        }
    }

    @Test(
        "Lines that are no objects are refused with a place",
        arguments: [
            "[1]", "\"text\"", "{\"a\":", "{\"a\":1}{", "nul", String(repeating: "[", count: 1000),
        ])
    func notObjects(text: String) {
        guard case .refused(let reason) = RecordReader.object(.text(text)) else {
            Issue.record("taken: \(text)")
            return
        }
        #expect(reason.hasPrefix("not "))
    }
}
