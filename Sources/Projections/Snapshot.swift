package import CrisisModel
package import Cryptography
package import Engine

/// The whole state at one place in one log, with whatever else its reader wants to have kept beside it.
/// `docs/projections.md` says what it is byte by byte.
package struct Snapshot: Sendable {
    package static let formatVersion: UInt32 = 2
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
    /// Without the contents of packed tables.
    package let canonicalBytes: [UInt8]
    /// Those contents.
    package let segments: [PackedSegment]
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
        let canonical = state.canonical
        canonicalBytes = canonical.bytes
        segments = canonical.segments.map(\.segment)
        stateHash = StateHash.of(canonicalBytes, segments)
        self.extras = extras
    }

    init(_ head: SnapshotHead, segments: [PackedSegment]) {
        stateRevision = head.stateRevision
        sequence = head.sequence
        blocks = head.blocks
        treeRoot = head.treeRoot
        identity = head.identity
        stateHash = head.stateHash
        canonicalBytes = head.canonicalBytes
        self.segments = segments
        extras = head.extras
    }

    /// The state, if this program's revision can read it.
    package func state() throws(SnapshotError) -> State {
        guard stateRevision == UInt32(State.revision) else {
            throw SnapshotError(
                .otherRevision, "state revision \(stateRevision), where this program has \(State.revision)")
        }
        let state: State
        do throws(SnapshotReaderError) {
            state = try State(canonical: canonicalBytes, segments: segments)
        } catch {
            throw SnapshotError(.malformedState, "\(error)")
        }
        guard state.lastSequence == sequence else {
            throw SnapshotError(
                .inconsistent, "a state through event \(state.lastSequence), said to be of \(sequence)")
        }
        return state
    }

    /// All of it but the contents of packed tables, and those after it.
    var pieces: [[UInt8]] { [SnapshotHead.bytes(of: self)] + segments.map(\.bytes) }

    package var bytes: [UInt8] { Array(pieces.joined()) }

    package init(bytes: [UInt8]) throws(SnapshotError) {
        let head = try SnapshotHead(beginningOf: bytes)
        guard bytes.count == head.byteCount + head.contentByteCount else {
            throw SnapshotError(.cutOff, "the contents do not have the length that the head says")
        }
        var segments: [PackedSegment] = []
        var offset = head.byteCount
        for content in head.contents {
            segments.append(try content.segment(Array(bytes[offset..<offset + content.byteCount])))
            offset += content.byteCount
        }
        self.init(head, segments: segments)
    }
}

extension Snapshot: Equatable {
    package static func == (left: Snapshot, right: Snapshot) -> Bool { left.pieces == right.pieces }
}
