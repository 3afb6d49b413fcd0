package import CrisisModel

/// Which mentions are known, by realm, source and the source's own identifier: 16 bytes each, in memory.
/// It is folded from the log and asked by the writer before a mention is decided.
package struct MentionIndex: Sendable {
    private struct Key: Hashable {
        var high: UInt64
        var low: UInt64
    }

    private var known: [RealmID: Set<Key>] = [:]

    package init() {}

    private static func key(_ source: SourceID, _ id: String) -> Key {
        let digest = StateHash.sha256(Array("\(source.text)\u{0}\(id)".utf8))
        return Key(high: digest.words.0, low: digest.words.1)
    }

    package func contains(_ source: SourceID, _ id: String, in realm: RealmID) -> Bool {
        known[realm]?.contains(Self.key(source, id)) == true
    }

    package mutating func insert(_ source: SourceID, _ id: String, in realm: RealmID) {
        known[realm, default: []].insert(Self.key(source, id))
    }

    package mutating func apply(_ recorded: RecordedEvent) {
        if case .mentionRecorded(let mention) = recorded.event {
            insert(mention.source, mention.id, in: recorded.envelope.realm)
        }
    }
}
