package import CrisisModel

/// Which mentions are known, by realm, source and the source's own identifier: 16 bytes each, in memory.
/// It is folded from the log and asked by the writer before a mention is decided.
package struct MentionIndex: Sendable {
    /// Half of a SHA-256: making one costs more than looking it up, so whoever asks twice keeps it.
    package struct Key: Hashable, Sendable {
        fileprivate var high: UInt64
        fileprivate var low: UInt64

        package init(_ source: SourceID, _ id: String) {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(source.text.utf8.count + 1 + id.utf8.count)
            bytes.append(contentsOf: source.text.utf8)
            bytes.append(0)
            bytes.append(contentsOf: id.utf8)
            let digest = StateHash.sha256(bytes)
            high = digest.words.0
            low = digest.words.1
        }

        /// Its bits are even already.
        package func hash(into hasher: inout Hasher) { hasher.combine(low) }
    }

    private var known: [RealmID: Set<Key>] = [:]

    package init() {}

    package func contains(_ key: Key, in realm: RealmID) -> Bool {
        known[realm]?.contains(key) == true
    }

    package func contains(_ source: SourceID, _ id: String, in realm: RealmID) -> Bool {
        contains(Key(source, id), in: realm)
    }

    package mutating func insert(_ source: SourceID, _ id: String, in realm: RealmID) {
        known[realm, default: []].insert(Key(source, id))
    }

    /// Takes over what the other knows.
    package mutating func insert(_ other: MentionIndex) {
        for (realm, keys) in other.known { known[realm, default: []].formUnion(keys) }
    }

    package mutating func apply(_ recorded: RecordedEvent) {
        if case .mentionRecorded(let mention) = recorded.event {
            insert(mention.source, mention.id, in: recorded.envelope.realm)
        }
    }
}
