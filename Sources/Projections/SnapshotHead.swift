import CrisisModel
import Cryptography

/// What stands before the contents of packed tables: it is small, and says what must follow.
struct SnapshotHead {
    /// The contents of one segment, as they must be.
    struct Content {
        let byteCount: Int
        let digest: CrisisModel.Digest

        func segment(_ bytes: [UInt8]) throws(SnapshotError) -> PackedSegment {
            guard bytes.count == byteCount, StateHash.sha256(bytes) == digest else {
                throw SnapshotError(.checksumMismatch, "contents are not the ones that were written")
            }
            return PackedSegment(bytes, digest: digest)
        }
    }

    private static let contentEntryByteCount = 40

    let stateRevision: UInt32
    let sequence: UInt64
    let blocks: UInt64
    let treeRoot: Cryptography.Digest
    let identity: [UInt8]
    let stateHash: CrisisModel.Digest
    let canonicalBytes: [UInt8]
    let contents: [Content]
    let extras: [UInt8]
    let byteCount: Int

    var contentByteCount: Int { contents.reduce(0) { $0 + $1.byteCount } }

    // MARK: Writing

    static func bytes(of snapshot: Snapshot) -> [UInt8] {
        var body: [UInt8] = []
        append(UInt64(snapshot.canonicalBytes.count), to: &body)
        body += snapshot.canonicalBytes
        append(UInt64(snapshot.segments.count), to: &body)
        for segment in snapshot.segments {
            append(UInt64(segment.bytes.count), to: &body)
            body += segment.digest(by: StateHash.sha256).bytes
        }
        append(UInt64(snapshot.extras.count), to: &body)
        body += snapshot.extras
        var bytes = Snapshot.magic
        append(Snapshot.formatVersion, to: &bytes)
        append(snapshot.stateRevision, to: &bytes)
        append(snapshot.sequence, to: &bytes)
        append(snapshot.blocks, to: &bytes)
        bytes += snapshot.treeRoot.bytes
        bytes += snapshot.identity
        bytes += snapshot.stateHash.bytes
        append(UInt64(body.count), to: &bytes)
        bytes += body
        bytes += SHA256.hash(bytes).bytes
        return bytes
    }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    // MARK: Reading

    /// How many bytes the head has that begins so.
    static func byteCount(beginning bytes: [UInt8]) throws(SnapshotError) -> Int {
        guard bytes.starts(with: Snapshot.magic) else {
            throw SnapshotError(.notASnapshot, "it does not begin as a snapshot does")
        }
        guard bytes.count >= Snapshot.headerByteCount else {
            throw SnapshotError(.cutOff, "\(bytes.count) bytes are not even a header")
        }
        let version = integer(bytes, at: 8, UInt32.self)
        guard version == Snapshot.formatVersion else {
            throw SnapshotError(.unknownVersion, "format version \(version)")
        }
        guard let body = Int(exactly: integer(bytes, at: 112, UInt64.self)),
            body <= SnapshotLimits.bytesMax
        else { throw SnapshotError(.tooLarge, "a body of more than \(SnapshotLimits.bytesMax) bytes") }
        return Snapshot.headerByteCount + body + Snapshot.checksumByteCount
    }

    /// Whatever follows the head is not looked at.
    init(beginningOf bytes: [UInt8]) throws(SnapshotError) {
        byteCount = try Self.byteCount(beginning: bytes)
        guard bytes.count >= byteCount else {
            throw SnapshotError(.cutOff, "the body does not have the length that the header says")
        }
        let end = byteCount - Snapshot.checksumByteCount
        guard SHA256.hash(bytes.span.extracting(0..<end).bytes).bytes == Array(bytes[end..<byteCount]) else {
            throw SnapshotError(.checksumMismatch, "the bytes are not the ones that were written")
        }
        var offset = Snapshot.headerByteCount
        canonicalBytes = try Self.take(bytes, &offset, end, "the state's length")
        contents = try Self.takeContents(bytes, &offset, end)
        extras = try Self.take(bytes, &offset, end, "the length of the extras")
        guard offset == end else { throw SnapshotError(.inconsistent, "the body is longer than its parts") }
        guard let treeRoot = Cryptography.Digest(Array(bytes[32..<64])),
            let stateHash = CrisisModel.Digest(bytes: bytes[80..<112])
        else { throw SnapshotError(.inconsistent, "a digest") }
        stateRevision = Self.integer(bytes, at: 12, UInt32.self)
        sequence = Self.integer(bytes, at: 16, UInt64.self)
        blocks = Self.integer(bytes, at: 24, UInt64.self)
        self.treeRoot = treeRoot
        identity = Array(bytes[64..<80])
        self.stateHash = stateHash
        guard StateHash.of(canonicalBytes, digests: contents.map(\.digest)) == stateHash else {
            throw SnapshotError(.inconsistent, "the state has another hash than the header says")
        }
    }

    private static func takeCount(
        _ bytes: [UInt8], _ offset: inout Int, _ end: Int, each: Int, _ words: String
    ) throws(SnapshotError) -> Int {
        guard end - offset >= 8 else { throw SnapshotError(.inconsistent, words) }
        let count = integer(bytes, at: offset, UInt64.self)
        offset += 8
        guard count <= UInt64((end - offset) / each) else { throw SnapshotError(.inconsistent, words) }
        return Int(count)
    }

    private static func take(
        _ bytes: [UInt8], _ offset: inout Int, _ end: Int, _ words: String
    ) throws(SnapshotError) -> [UInt8] {
        let count = try takeCount(bytes, &offset, end, each: 1, words)
        defer { offset += count }
        return Array(bytes[offset..<offset + count])
    }

    private static func takeContents(
        _ bytes: [UInt8], _ offset: inout Int, _ end: Int
    ) throws(SnapshotError) -> [Content] {
        let count = try takeCount(bytes, &offset, end, each: contentEntryByteCount, "the number of segments")
        var contents: [Content] = []
        var total = 0
        for _ in 0..<count {
            let length = integer(bytes, at: offset, UInt64.self)
            guard length <= UInt64(SnapshotLimits.bytesMax - total),
                let digest = CrisisModel.Digest(bytes: bytes[(offset + 8)..<(offset + 40)])
            else { throw SnapshotError(.tooLarge, "segments of more than \(SnapshotLimits.bytesMax) bytes") }
            contents.append(Content(byteCount: Int(length), digest: digest))
            total += Int(length)
            offset += contentEntryByteCount
        }
        return contents
    }

    private static func integer<Value: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: [UInt8], at offset: Int, _ type: Value.Type
    ) -> Value {
        bytes.withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: type)) }
    }
}
