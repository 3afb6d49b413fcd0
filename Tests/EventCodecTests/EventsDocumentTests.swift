import CrisisModel
import EventCodec
import Glibc
import Testing

/// `docs/events.md` and the code name the same kinds and fields, in the same order.
@Suite("docs/events.md")
struct EventsDocumentTests {
    private struct Row: Hashable {
        var number: UInt16
        var kind: String
        var fields: [String]
    }

    private static func rows() throws -> [Row] {
        let here = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        let path = here.dropLast(3).joined(separator: "/") + "/docs/events.md"
        let file = try #require(fopen(path, "r"), "\(path) is missing")
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|")
            guard cells.count == 4, let number = UInt16(cells[0].filter { $0 != " " }) else { return nil }
            let word = /`([^`]+)`/
            return Row(
                number: number, kind: cells[1].firstMatch(of: word).map { String($0.1) } ?? "",
                fields: cells[3].matches(of: word).map { String($0.1) })
        }
    }

    @Test("Every kind stands there once, with its number and its fields in their order")
    func table() throws {
        let expected = EventKind.allCases.map {
            Row(number: $0.rawValue, kind: $0.name, fields: EventCodec.fieldNames(of: $0))
        }
        let rows = try Self.rows()
        for (row, expected) in zip(rows, expected) { #expect(row == expected) }
        #expect(rows.count == expected.count)
    }
}
