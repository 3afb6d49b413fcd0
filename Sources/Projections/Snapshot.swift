package import CrisisModel
package import Cryptography
package import Engine

/// The whole state at one place in one log, with whatever else its reader wants to have kept beside it.
/// `docs/projections.md` says what it is byte by byte.
package struct Snapshot: Hashable, Sendable {
    package static let formatVersion: UInt32 = 1
    static let magic = Array("TOCSINSS".utf8)
    static let identityByteCount = 16
    static let headerByteCount = 120
    static let checksumByteCount = 32

    package let stateRevision: UInt32
    /// The last event that is in the state.
    package let sequence: UInt64
    /// The log's blocks up to there, and their root.
    package let blocks: UInt64
    package let treeRoot: Cryptography.Digest
    package let identity: [UInt8]
    package let stateHash: CrisisModel.Digest
    package let canonicalBytes: [UInt8]
    /// Opaque here.
    package let extras: [UInt8]

    package init(
        state: State, blocks: UInt64, treeRoot: Cryptography.Digest, identity: [UInt8], extras: [UInt8] = []
    ) {
        precondition(identity.count == Self.identityByteCount, "a log's identity has 16 bytes")
        stateRevision = UInt32(State.revision)
        sequence = state.lastSequence
        self.blocks = blocks
        self.treeRoot = treeRoot
        self.identity = identity
        canonicalBytes = state.canonicalBytes
        stateHash = StateHash.sha256(canonicalBytes)
        self.extras = extras
    }

    /// The state, if this program's revision can read it.
    package func state() throws(SnapshotError) -> State {
        guard stateRevision == UInt32(State.revision) else {
            throw SnapshotError(
                .otherRevision, "state revision \(stateRevision), where this program has \(State.revision)")
        }
        let state: State
        do throws(SnapshotReaderError) {
            state = try State(canonical: canonicalBytes)
        } catch {
            throw SnapshotError(.malformedState, "\(error)")
        }
        guard state.lastSequence == sequence else {
            throw SnapshotError(
                .inconsistent, "a state through event \(state.lastSequence), said to be of \(sequence)")
        }
        return state
    }

    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(
            Self.headerByteCount + 16 + canonicalBytes.count + extras.count + Self.checksumByteCount)
        bytes += Self.magic
        Self.append(Self.formatVersion, to: &bytes)
        Self.append(stateRevision, to: &bytes)
        Self.append(sequence, to: &bytes)
        Self.append(blocks, to: &bytes)
        bytes += treeRoot.bytes
        bytes += identity
        bytes += stateHash.bytes
        Self.append(UInt64(16 + canonicalBytes.count + extras.count), to: &bytes)
        Self.append(UInt64(canonicalBytes.count), to: &bytes)
        bytes += canonicalBytes
        Self.append(UInt64(extras.count), to: &bytes)
        bytes += extras
        bytes += SHA256.hash(bytes).bytes
        return bytes
    }

    package init(bytes: [UInt8]) throws(SnapshotError) {
        guard bytes.starts(with: Self.magic) else {
            throw SnapshotError(.notASnapshot, "it does not begin as a snapshot does")
        }
        guard bytes.count >= Self.headerByteCount + 16 + Self.checksumByteCount else {
            throw SnapshotError(.cutOff, "\(bytes.count) bytes are not even a header")
        }
        let version = Self.integer(bytes, at: 8, UInt32.self)
        guard version == Self.formatVersion else {
            throw SnapshotError(.unknownVersion, "format version \(version)")
        }
        let end = bytes.count - Self.checksumByteCount
        let body = UInt64(end - Self.headerByteCount)
        guard Self.integer(bytes, at: 112, UInt64.self) == body else {
            throw SnapshotError(.cutOff, "the body does not have the length that the header says")
        }
        guard SHA256.hash(bytes.span.extracting(0..<end).bytes).bytes == Array(bytes[end...]) else {
            throw SnapshotError(.checksumMismatch, "the bytes are not the ones that were written")
        }
        let canonicalCount = Self.integer(bytes, at: Self.headerByteCount, UInt64.self)
        guard canonicalCount <= body - 16 else { throw SnapshotError(.inconsistent, "the state's length") }
        let canonicalStart = Self.headerByteCount + 8
        let canonicalEnd = canonicalStart + Int(canonicalCount)
        guard Self.integer(bytes, at: canonicalEnd, UInt64.self) == body - 16 - canonicalCount else {
            throw SnapshotError(.inconsistent, "the length of the extras")
        }
        guard let treeRoot = Cryptography.Digest(Array(bytes[32..<64])),
            let stateHash = CrisisModel.Digest(bytes: bytes[80..<112])
        else { throw SnapshotError(.inconsistent, "a digest") }
        stateRevision = Self.integer(bytes, at: 12, UInt32.self)
        sequence = Self.integer(bytes, at: 16, UInt64.self)
        blocks = Self.integer(bytes, at: 24, UInt64.self)
        self.treeRoot = treeRoot
        identity = Array(bytes[64..<80])
        self.stateHash = stateHash
        canonicalBytes = Array(bytes[canonicalStart..<canonicalEnd])
        extras = Array(bytes[(canonicalEnd + 8)..<end])
        guard StateHash.sha256(canonicalBytes) == stateHash else {
            throw SnapshotError(.inconsistent, "the state has another hash than the header says")
        }
    }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private static func integer<Value: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: [UInt8], at offset: Int, _ type: Value.Type
    ) -> Value {
        bytes.withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: type)) }
    }
}
