import Cryptography
import CrisisModel
import EventLog

/// What a snapshot keeps beside the state: the hash of the last event that it covers, which ties it to this history of
/// the log and not to one that a restored backup has replaced, and the newest mentions of each realm, for lists.
struct SnapshotExtras {
    var eventHash: Cryptography.Digest
    var recentMentions: [RealmID: Published.RecentMentions]

    var bytes: [UInt8] {
        var bytes = eventHash.bytes
        func append(_ value: UInt64) {
            withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
        }
        append(UInt64(recentMentions.count))
        for (realm, mentions) in recentMentions.sorted(by: { $0.key < $1.key }) {
            append(UInt64(realm.number))
            append(UInt64(mentions.sequences.count))
            for sequence in mentions.sequences { append(sequence) }
        }
        return bytes
    }

    init(eventHash: Cryptography.Digest, recentMentions: [RealmID: Published.RecentMentions]) {
        self.eventHash = eventHash
        self.recentMentions = recentMentions
    }

    /// The snapshot's own hash covers them, so bytes that do not fit are another version's.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 40, let hash = Cryptography.Digest(Array(bytes.prefix(32))) else { return nil }
        var position = 32
        func take() -> UInt64? {
            guard position + 8 <= bytes.count else { return nil }
            defer { position += 8 }
            return bytes[position..<position + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        eventHash = hash
        recentMentions = [:]
        guard let realms = take() else { return nil }
        for _ in 0..<min(realms, UInt64(bytes.count)) {
            guard let realm = take().flatMap({ UInt32(exactly: $0) }), let count = take(),
                count <= UInt64((bytes.count - position) / 8)
            else { return nil }
            var mentions = Published.RecentMentions()
            for _ in 0..<count { if let sequence = take() { mentions.append(sequence) } }
            recentMentions[RealmID(realm)] = mentions
        }
    }

    static func eventHash(_ sequence: UInt64, in log: EventLog) -> Cryptography.Digest? {
        guard sequence > 0 else { return Cryptography.Digest() }
        do throws(EventLogError) {
            return try log.withRecord(Envelope.Sequence(rawValue: sequence)) { record in
                record.withRecordBytes { SHA256.hash($0) }
            }
        } catch {
            return nil
        }
    }
}
