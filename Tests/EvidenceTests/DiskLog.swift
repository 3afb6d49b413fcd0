import Cryptography
import Evidence
import Glibc
import Testing

@testable import EventLog

/// A log on LMDB that can be made again with something changed, by our own code and so with right checksums, and whose
/// file can be changed behind our code's back.
struct DiskLog {
    enum Item: Hashable {
        case text(String)
        /// The log's own signed checkpoint of what was there before.
        case checkpoint
        /// A note from elsewhere in its place.
        case note(String)
    }

    typealias Plan = [[Item]]

    static let identity = [UInt8](repeating: 0xA7, count: 16)
    static let name = Checkpoint.origin(identity: identity)

    let directory: TemporaryDirectory
    var path: String { directory.path + "/log" }

    /// Each element of the plan is one commit: one block, or two where a page ends.
    init(_ plan: Plan, key: SigningKey) throws {
        directory = try TemporaryDirectory()
        let store = try LMDBBlockStore.open(directory: path, reserveBytes: 0)
        try Self.begin(store)
        let log = try EventLog(store: store, clock: .fixed)
        for items in plan {
            let size = log.head.blockCount
            var batch = log.makeBatch()
            for item in items {
                switch item {
                case .text(let text): try batch.append(text: text)
                case .note(let text): try batch.append(text: text, kind: LogProver.checkpointKind)
                case .checkpoint:
                    let note = try Checkpoint(origin: key.name, size: size, root: log.head.treeRoot)
                        .signed(with: key)
                    try batch.append(text: note.text, kind: LogProver.checkpointKind)
                }
            }
            try log.append(&batch)
        }
    }

    /// A log of the same blocks as they are stored, changed.
    init(_ other: DiskLog, changing change: (inout [(key: UInt64, bytes: [UInt8])]) -> Void) throws {
        directory = try TemporaryDirectory()
        var blocks = try other.blocks()
        change(&blocks)
        let store = try LMDBBlockStore.open(directory: path, reserveBytes: 0)
        try Self.begin(store)
        for block in blocks {
            let slot = BlockSlot(firstSequence: block.key, byteCount: block.bytes.count, pageCount: 0)
            try store.commit([slot], header: nil, mayUseReserve: true) { _, room in
                room.copyBytes(from: block.bytes)
            }
        }
    }

    private static func begin(_ store: LMDBBlockStore) throws {
        let header = LogHeader(
            identity: identity, createdAt: 1_700_000_000_000_000, tree: HashTree(), treeLastSequence: 0)
        try store.commit([], header: header.encoded(), mayUseReserve: true) { _, _ in }
    }

    /// Flips a bit of a text wherever the file has it: pages out of use keep old copies.
    func flip(_ text: String) throws {
        let file = path + "/data.mdb"
        let descriptor = Glibc.open(file, O_RDWR | O_CLOEXEC)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: Int(lseek(descriptor, 0, SEEK_END)))
        try #require(pread(descriptor, &bytes, bytes.count, 0) == bytes.count)
        let pattern = Array(text.utf8)
        var found = 0
        for place in 0..<bytes.count - pattern.count
        where bytes[place] == pattern[0] && bytes[place...].starts(with: pattern) {
            let changed = bytes[place + pattern.count - 1] ^ 1
            try #require(pwrite(descriptor, [changed], 1, off_t(place + pattern.count - 1)) == 1)
            found += 1
        }
        try #require(found > 0)
    }

    func blocks() throws -> [(key: UInt64, bytes: [UInt8])] {
        var blocks: [(key: UInt64, bytes: [UInt8])] = []
        let store = try LMDBBlockStore.open(directory: path, readOnly: true)
        _ = try store.scan(.after(0)) { key, bytes in
            blocks.append((key, bytes.withUnsafeBytes { [UInt8]($0) }))
            return true
        }
        return blocks
    }

    func open() throws(EventLogError) -> EventLog {
        try EventLog.open(directory: path, options: EventLogOptions(access: .readOnly), clock: .fixed)
    }

    /// The exact export, damage and all.
    func exactLines() throws -> [String] {
        let report = try EventLog.verify(directory: path)
        let root = Base64.encode((report.treeRoot ?? Digest()).bytes)
        let identity = Self.name.dropFirst("tocsin/".count)
        let beginning = report.beginning
        let frontier = beginning.tree.frontier.map { "\"\(Base64.encode($0.bytes))\"" }.joined(separator: ",")
        let archived =
            beginning.isFirst
            ? ""
            : #","archivedBlocks":\#(beginning.tree.leafCount),"archivedSequence":\#(beginning.lastSequence),"#
                + #""frontier":[\#(frontier)]"#
        let head =
            #"{"tocsin":"exact","version":1,"identity":"\#(identity)","createdAt":1700000000000000,"#
            + #""origin":"\#(Self.name)","blocks":\#(report.blockCount),"#
            + #""lastSequence":\#(report.lastSequence?.rawValue ?? 0),"root":"\#(root)"\#(archived)}"#
        return [head] + (try blocks().map { "\($0.key) \(Base64.encode($0.bytes))" })
    }

    func writeBundle(
        to path: String, key: VerifierKey, checkpoints: [SignedCheckpoint], events: [String]? = nil
    ) throws {
        let lines = try exactLines()
        let bundle = EvidenceBundle(
            key: key, checkpoints: checkpoints,
            kinds: [("some.thing", 7), ("log.checkpointSigned", LogProver.checkpointKind)])
        func give(_ lines: [String]) -> EvidenceBundle.Lines {
            { emit throws(EvidenceError) in for line in lines { try emit(line) } }
        }
        try bundle.write(to: path, blocks: give(lines), events: events.map { give($0) })
    }
}
