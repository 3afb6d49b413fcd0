import Cryptography
import Evidence
import Glibc
import Testing

@testable import EventLog

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A folder of its own for a test, removed with everything in it when the test is done.
final class TemporaryDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/tocsin-evidence-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    func file(_ name: String, _ content: [UInt8], mode: mode_t = 0o600) throws -> String {
        let file = "\(path)/\(name)"
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        try #require(write(descriptor, content, content.count) == content.count)
        fchmod(descriptor, mode)
        return file
    }

    static func mode(_ path: String) -> mode_t {
        var status = stat()
        guard lstat(path, &status) == 0 else { return 0 }
        return status.st_mode & 0o7777
    }

    private static func remove(_ path: String) {
        if let listing = opendir(path) {
            while let entry = readdir(listing) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != "." && name != ".." { remove("\(path)/\(name)") }
            }
            closedir(listing)
        }
        _ = Glibc.remove(path)
    }
}

/// Errors compared by their code alone.
func code(_ body: () throws -> Void) -> EvidenceError.Code? {
    do {
        try body()
        return nil
    } catch {
        if case ProofFailure.evidence(let error) = error { return error.code }
        return (error as? EvidenceError)?.code
    }
}

/// A log in memory with its key.
struct SignedLog {
    let log: EventLog
    let store = MemoryBlockStore()
    let key: SigningKey

    init(blocks: Int, eventsPerBlock: Int = 3, seed: UInt8 = 1) throws {
        log = try EventLog(store: store, clock: .fixed)
        key = try SigningKey(
            name: Checkpoint.origin(identity: log.identity), seed: [UInt8](repeating: seed, count: 32))
        for block in 0..<blocks {
            var batch = log.makeBatch()
            for event in 0..<eventsPerBlock { try batch.append(text: "event \(event) of block \(block)") }
            try log.append(&batch)
        }
    }

    func checkpoint(at size: UInt64) throws -> SignedCheckpoint {
        try Checkpoint(origin: key.name, size: size, root: try log.root(at: size)).signed(with: key)
    }
}

extension RecordBatch {
    mutating func append(text: String, kind: UInt16 = 7, at: Int64 = 1_700_000_000_000_000) throws {
        var payload = PayloadWriter()
        payload.integer(42)
        payload.text(text)
        let envelope = Envelope(
            kind: kind, schemaVersion: 1, at: at, actor: .init(kind: 1, uid: 1_000, name: "ana"))
        try append(envelope, payload)
    }
}

extension BlockClock {
    /// Stands still: tests compare bytes.
    static let fixed = BlockClock {
        BlockTime(wall: 1_700_000_000_000_000, boot: 5_000_000, bootIdentity: 77)
    }
}
