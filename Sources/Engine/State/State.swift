package import CrisisModel

/// The whole state: one value, folded from the log. It cannot fail, and it sees no clock.
package struct State: Sendable {
    /// Bump it when `apply` changes meaning.
    package static let revision = 1

    package var lastSequence: UInt64 = 0
    package var realms: [RealmID: RealmState] = [.live: RealmState(id: .live)]
    package var drills: [Int64: Drill] = [:]
    package var settings = Settings()
    package var clientIDs = ClientIDs()
    package var authors = Authors()
    /// When each person last tried the passphrase for a release, by uid.
    package var releaseRehearsals: [UInt32: EventTime] = [:]

    package init() {}

    package var live: RealmState {
        get { realms[.live, default: RealmState(id: .live)] }
        _modify { yield &realms[.live, default: RealmState(id: .live)] }
    }

    /// An open drill by its name.
    package func drill(named name: String) -> Drill? {
        drills.values.filter { $0.started.name == name && !$0.ended }.max {
            $0.started.drill < $1.started.drill
        }
    }

    /// What the state hash is taken over.
    package var canonicalBytes: [UInt8] {
        var bytes = CanonicalBytes()
        bytes.append(Int64(Self.revision))
        bytes.append(Int64(bitPattern: lastSequence))
        bytes.append(Int64(realms.count))
        for (_, realm) in realms.sorted(by: { $0.key < $1.key }) { realm.canonicalBytes(into: &bytes) }
        bytes.append(drills)
        bytes.append(settings.textHash.description)
        for value in [
            settings.releasePersons, settings.releaseWindowSeconds, settings.releaseDelaySeconds,
            settings.overdueGraceSeconds,
        ] { bytes.append(value) }
        for (uid, time) in releaseRehearsals.sorted(by: { $0.key < $1.key }) {
            bytes.append(Int64(uid))
            bytes.append(time.microsecondsSinceEpoch)
        }
        authors.appendCanonicalBytes(to: &bytes)
        return bytes.bytes
    }
}

/// The client ids of recent commands, so that a retry is recognised. The oldest are forgotten first.
package struct ClientIDs: Sendable {
    package enum Limits {
        /// How many commands back a retry is recognised.
        package static let remembered = 16_384
    }

    private var sequences: [String: UInt64] = [:]
    private var order: [String] = []
    private var oldest = 0

    package init() {}

    package subscript(_ id: String) -> UInt64? { sequences[id] }

    package mutating func remember(_ id: String, sequence: UInt64) {
        guard sequences[id] == nil else { return }
        sequences[id] = sequence
        if order.count < Limits.remembered {
            order.append(id)
        } else {
            sequences[order[oldest]] = nil
            order[oldest] = id
            oldest = (oldest + 1) % Limits.remembered
        }
    }
}
