import CrisisModel
import Cryptography
import Engine
import Glibc
import Projections
import Testing

@Suite("Snapshots")
struct SnapshotTests {
    private static let identity = [UInt8](1...16)

    private static func snapshot(
        _ state: State, identity: [UInt8] = identity, extras: [UInt8] = []
    ) -> Snapshot {
        Snapshot(
            state: state, blocks: 7, treeRoot: SHA256.hash([1, 2, 3]), identity: identity, extras: extras)
    }

    private static func state(atSequence sequence: UInt64) -> State {
        var state = State()
        state.lastSequence = sequence
        return state
    }

    private static func overwrite(_ path: String, _ bytes: [UInt8]) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        #expect(bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } == bytes.count)
        close(descriptor)
    }

    @Test("What is written is read again, with the state", arguments: UInt64(1)...5)
    func roundTrip(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let state = Story.told(seed: seed, steps: 150).engine.state
        let snapshot = Self.snapshot(state, extras: [9, 8, 7])
        let path = try snapshot.write(to: folder.path)
        let digits = String(state.lastSequence)
        let padded = String(repeating: "0", count: 20 - digits.count) + digits
        #expect(path == "\(folder.path)/state-\(padded).snapshot")
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o7777 == 0o600)
        let read = try Snapshot.read(path)
        #expect(read == snapshot && read.extras == [9, 8, 7] && read.stateHash == StateHash.of(state))
        #expect(try read.state().canonicalBytes == state.canonicalBytes)
        let search = try Snapshots.newest(in: folder.path, identity: Self.identity)
        #expect(search.found?.snapshot == snapshot && search.skipped.isEmpty)
    }

    @Test("Each damaged byte and each cut-off is refused")
    func damage() throws {
        let bytes = Self.snapshot(Story.told(seed: 1, steps: 3).engine.state, extras: [1]).bytes
        #expect(throws: Never.self) { try Snapshot(bytes: bytes) }
        for index in bytes.indices {
            for mask in [UInt8(1), 0x80, 0xFF] {
                var damaged = bytes
                damaged[index] ^= mask
                #expect(throws: SnapshotError.self, "byte \(index)") { try Snapshot(bytes: damaged) }
            }
        }
        for length in 0..<bytes.count {
            #expect(throws: SnapshotError.self, "\(length) bytes") {
                try Snapshot(bytes: Array(bytes[..<length]))
            }
        }
        #expect(throws: SnapshotError.self) { try Snapshot(bytes: bytes + [0]) }
    }

    @Test("Damage under a checksum that was made anew never traps", arguments: UInt64(1)...5)
    func resealed(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = Self.snapshot(Story.told(seed: seed, steps: 3).engine.state).bytes.dropLast(32)
        for _ in 0..<1000 {
            var damaged = Array(bytes)
            damaged[Int.random(in: 0..<min(200, damaged.count), using: &random)] = .random(
                in: 0...255, using: &random)
            let sealed = damaged + SHA256.hash(damaged).bytes
            guard let snapshot = try? Snapshot(bytes: sealed) else { continue }
            #expect(snapshot.bytes == sealed, "seed \(seed)")
            _ = try? snapshot.state()
        }
    }

    @Test("The header is where the description says")
    func header() {
        let state = Self.state(atSequence: 0x0102)
        let bytes = Self.snapshot(state, extras: [5]).bytes
        #expect(Array(bytes[0..<8]) == Array("TOCSINSS".utf8))
        #expect(Array(bytes[8..<16]) == [2, 0, 0, 0, UInt8(State.revision), 0, 0, 0])
        #expect(Array(bytes[16..<32]) == [2, 1, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0])
        #expect(Array(bytes[32..<64]) == SHA256.hash([1, 2, 3]).bytes)
        #expect(Array(bytes[64..<80]) == Self.identity)
        #expect(Array(bytes[80..<112]) == StateHash.of(state).bytes)
        let canonical = state.canonicalBytes
        #expect(bytes[112] == UInt8(truncatingIfNeeded: canonical.count + 25))
        #expect(bytes[120] == UInt8(truncatingIfNeeded: canonical.count))
        #expect(Array(bytes[128..<(128 + canonical.count)]) == canonical)
        #expect(Array(bytes.suffix(41).prefix(9)) == [1, 0, 0, 0, 0, 0, 0, 0, 5])
    }

    @Test("The newest usable one is found, and what was passed over is named")
    func newest() throws {
        let folder = try TemporaryFolder()
        for sequence in [UInt64(10), 20, 30, 40, 50] {
            let identity = sequence == 40 ? [UInt8](repeating: 0, count: 16) : Self.identity
            try Self.snapshot(Self.state(atSequence: sequence), identity: identity).write(to: folder.path)
        }
        let damaged = folder.path + "/" + Snapshot.fileName(sequence: 50)
        Self.overwrite(damaged, Array("TOCSINSS nonsense".utf8))
        Self.overwrite(folder.path + "/state-7.snapshot", [1])
        Self.overwrite(folder.path + "/notes", [1])
        // A copy under another sequence's name.
        Self.overwrite(
            folder.path + "/" + Snapshot.fileName(sequence: 35),
            Self.snapshot(Self.state(atSequence: 30)).bytes)
        #expect(mkdir(folder.path + "/" + Snapshot.fileName(sequence: 60), 0o700) == 0)
        let search = try Snapshots.newest(in: folder.path, identity: Self.identity)
        #expect(search.found?.snapshot.sequence == 30 && search.found?.state.lastSequence == 30)
        #expect(search.skipped.map(\.error.code) == [.notASnapshot, .cutOff, .otherLog, .inconsistent])
        #expect(search.skipped.map(\.name) == [60, 50, 40, 35].map { Snapshot.fileName(sequence: $0) })
        let earlier = try Snapshots.newest(in: folder.path, identity: Self.identity, atOrBefore: 29)
        #expect(earlier.found?.snapshot.sequence == 20 && earlier.skipped.isEmpty)
        let none = try Snapshots.newest(in: folder.path, identity: Self.identity, atOrBefore: 9)
        #expect(none.found == nil && none.skipped.isEmpty)
        let foreign = try Snapshots.newest(in: folder.path, identity: Self.identity, revision: 99)
        #expect(foreign.found == nil && foreign.skipped.map(\.error.code).contains(.otherRevision))
        #expect(
            try Snapshots.newest(in: folder.path + "/absent", identity: Self.identity).found == nil)
    }

    @Test("Pruning keeps the newest two and the oldest of each million, and clears what a crash left")
    func prune() throws {
        let folder = try TemporaryFolder()
        let sequences: [UInt64] = [
            5, 999_999, 1_000_000, 1_500_000, 3_000_001, 3_000_002, 3_000_003, 3_000_004,
        ]
        for sequence in sequences {
            try Self.snapshot(Self.state(atSequence: sequence)).write(to: folder.path)
        }
        let half = Snapshot.fileName(sequence: 6) + ".new"
        Self.overwrite(folder.path + "/" + half, [1])
        Self.overwrite(folder.path + "/other.new", [1])
        let gone = try Snapshots.prune(in: folder.path)
        #expect(
            Set(gone)
                == Set([999_999, 1_500_000, 3_000_002].map { Snapshot.fileName(sequence: $0) } + [half]))
        #expect(
            try Snapshots.listing(of: folder.path).map(\.sequence)
                == [5, 1_000_000, 3_000_001, 3_000_003, 3_000_004])
        #expect(access(folder.path + "/other.new", F_OK) == 0)
        #expect(try Snapshots.prune(in: folder.path).isEmpty)
    }

    @Test("However many there are, pruning leaves no more than the limit")
    func pruneMany() throws {
        let folder = try TemporaryFolder()
        for million in UInt64(0)..<70 {
            Self.overwrite(folder.path + "/" + Snapshot.fileName(sequence: million * 1_000_000), [1])
        }
        try Snapshots.prune(in: folder.path)
        let left = try Snapshots.listing(of: folder.path).map(\.sequence)
        #expect(left.count == SnapshotLimits.keptMax && left.last == 69_000_000)
    }

    @Test("A directory that cannot be written is an error that says which")
    func cannotWrite() {
        let error = #expect(throws: SnapshotError.self) {
            try Self.snapshot(State()).write(to: "/absent/directory")
        }
        #expect(error?.code == .cannotWrite && error?.errno == ENOENT)
    }
}
