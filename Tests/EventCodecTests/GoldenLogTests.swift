import CrisisModel
import Cryptography
import Engine
import EventCodec
import EventLog
import Glibc
import LogFiles
import Projections
import Testing
import Varlink

/// Logs that older versions wrote. Every later version reads them; none of them is ever changed.
@Suite("Golden logs")
struct GoldenLogTests {
    private static let directory =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
        + "/Corpora/golden"
    /// The one that this version makes.
    private static let current = "format-\(LogHeader.formatVersion)-revision-\(State.revision)"

    private static let names: [String] = {
        guard let folder = opendir(directory) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }()

    private static func read(_ name: String, _ file: String) throws -> String {
        let path = "\(directory)/\(name)/\(file)"
        let stream = try #require(fopen(path, "r"), "\(path) is missing")
        defer { fclose(stream) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, stream)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    private static func write(_ text: String, _ name: String, _ file: String) throws {
        let folder = "\(directory)/\(name)"
        mkdir(
            directory.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
                separator: "/"), 0o755)
        mkdir(directory, 0o755)
        mkdir(folder, 0o755)
        // "x": what is there stays as it is.
        let stream = try #require(fopen("\(folder)/\(file)", "wx"), "\(folder)/\(file) is there already")
        defer { fclose(stream) }
        let bytes = Array(text.utf8)
        try #require(fwrite(bytes, 1, bytes.count, stream) == bytes.count)
    }

    @Test("This version's log is made when asked for", .enabled(if: getenv("TOCSIN_MAKE_GOLDEN") != nil))
    func make() throws {
        let made = try GoldenLog.make()
        // Fields and kinds may be added without a new format or revision: the older one stays beside it.
        var name = Self.current
        var number = 1
        while Self.names.contains(name) {
            number += 1
            name = "\(Self.current)-\(number)"
        }
        try Self.write(made.exact, name, GoldenLog.Name.exact)
        try Self.write(made.lines, name, GoldenLog.Name.lines)
        try Self.write(made.expected.text + "\n", name, GoldenLog.Name.expected)
    }

    @Test(
        "Every kind of event stands in one of them as this version writes it: docs/testing.md says how one is added"
    )
    func isCurrent() throws {
        #expect(Self.names.contains { $0.hasPrefix(Self.current) })
        var kept: Set<String> = []
        for name in Self.names {
            for line in try Self.read(name, GoldenLog.Name.lines).split(separator: "\n") {
                kept.insert(try Self.payload(line))
            }
        }
        for line in try GoldenLog.make().lines.split(separator: "\n") {
            let payload = try Self.payload(line)
            #expect(kept.contains(payload), "\(payload)")
        }
    }

    /// Kind and content, without the place.
    private static func payload(_ line: Substring) throws -> String {
        let value = try JSONValue(parsing: String(line))
        let kind = value["kind"]?.stringValue ?? ""
        // Signed over what came before it.
        return kind == EventKind.logCheckpointSigned.name ? kind : kind + (value["payload"]?.text ?? "")
    }

    @Test("Every one is imported, folded and written as lines to what it was", arguments: names)
    func read(name: String) throws {
        let expected = try JSONValue(parsing: Self.read(name, GoldenLog.Name.expected))
        let lines = try Self.read(name, GoldenLog.Name.exact).split(separator: "\n").map { Array($0.utf8) }
        let header = try ExactHeader.parse(try #require(lines.first), place: name)
        let store = MemoryBlockStore()
        let importer = try BlockImporter(
            store: store, identity: header.summary.identity, createdAt: header.summary.createdAt)
        for (number, line) in lines.dropFirst().enumerated() {
            try importer.add(ExactLine.parse(line, number: number + 2, place: name))
        }
        #expect(try importer.finish().isSound)
        #expect(
            importer.root == header.summary.root && importer.root.description == expected["root"]?.stringValue
        )
        #expect(Int64(importer.lastSequence) == expected["events"]?.integerValue)
        #expect(Int64(importer.blockCount) == expected["blocks"]?.integerValue)
        let log = try EventLog(store: store, clock: .system())
        var events = ""
        let state = try Replay.state(of: log)
        try Replay.forEach(in: log) { event in
            events += EventCodec.json(event).text + "\n"
            return .continue
        }
        #expect(events == (try Self.read(name, GoldenLog.Name.lines)))
        // Another revision of the fold comes to another state, and says so in a migration.
        if expected["stateRevision"]?.integerValue == Int64(State.revision) {
            #expect(StateHash.of(state).description == expected["stateHash"]?.stringValue)
            #expect(LogVerification.run(log) { _, _ in }.isSound)
        }
    }
}
