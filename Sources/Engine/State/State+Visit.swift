package import CrisisModel

extension State {
    package struct Rehearsal: CanonicalState {
        package var at: EventTime

        package static var blank: Rehearsal { Rehearsal(at: .zero) }

        package mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
            try coder.time("at", &at)
        }
    }

    /// The one walk: the revision first, then everything that cannot be derived.
    package mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        var revision = Int64(Self.revision)
        try coder.integer("revision", &revision)
        guard revision == Int64(Self.revision) else {
            throw coder.invalid("revision", "\(revision), where this program has \(Self.revision)")
        }
        try coder.unsigned("lastSequence", &lastSequence)
        try coder.keyed("realms", &realms)
        try coder.keyed("drills", &drills)
        try coder.nested("settings", &settings)
        try coder.nested("clientIDs", &clientIDs)
        var rehearsals = releaseRehearsals.mapValues { Rehearsal(at: $0) }
        try coder.keyed("releaseRehearsals", &rehearsals)
        if Coder.restores { releaseRehearsals = rehearsals.mapValues(\.at) }
        try coder.nested("authors", &authors)
        try coder.nested("lastOpened", &lastOpened)
        try coder.nested("lastCheckpoint", &lastCheckpoint)
        try coder.time("lastCheckpointAt", &lastCheckpointAt)
        try coder.nested("lastMigration", &lastMigration)
    }

    /// What the state hash is taken over, and what a snapshot keeps.
    package var canonical: CanonicalBytes {
        let posts = realms.values.reduce(0) { $0 + $1.posts.open.count }
        // An ordinary post takes about this much; growing in steps would copy everything several times.
        var bytes = CanonicalBytes(reserving: 4096 + posts * 512)
        var copy = self
        copy.visit(&bytes)
        return bytes
    }

    /// The same in one piece.
    package var canonicalBytes: [UInt8] { canonical.flat }

    /// From canonical bytes, the contents of packed tables apart or between them: an equal state, fit for further
    /// events and decisions.
    package init(
        canonical bytes: [UInt8], segments: [PackedSegment]? = nil
    ) throws(SnapshotReaderError) {
        var reader = SnapshotReader(bytes, segments: segments)
        var state = State()
        try state.visit(&reader)
        try reader.finish()
        self = state
    }
}
