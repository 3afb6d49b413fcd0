package import CrisisModel
import EventLog

/// Which realm is meant, before the log has been read.
package enum RealmSelector: Hashable, Sendable {
    case live
    /// The newest drill of this name, running or ended.
    case drill(String)
    case realm(RealmID)

    package init(drill: String?) { self = drill.map { .drill($0) } ?? .live }

    /// Reads the starts of drills alone; a live question costs nothing.
    func resolve(in source: some EventSource) throws(RewindError) -> RealmID {
        switch self {
        case .live: return .live
        case .realm(let realm): return realm
        case .drill(let name):
            var found: RealmID?
            try source.forEach(from: 1, through: nil) { event in
                if case .drillStarted(let drill) = event.event, drill.name == name {
                    found = RealmID(UInt32(truncatingIfNeeded: drill.drill))
                }
                return .continue
            }
            guard let found else {
                throw RewindError(
                    .unknownDrill, "there was no drill named \(name) in this log",
                    next: "tocsinctl drill list")
            }
            return found
        }
    }
}

/// A place in the log, as a person names it.
package enum Moment: Hashable, Sendable {
    case sequence(UInt64)
    /// The last event of the realm at or before it.
    case time(EventTime)

    /// Whether this event lies behind the moment. In one realm times never run backwards.
    func isPassed(by event: RecordedEvent, in realm: RealmID) -> Bool {
        switch self {
        case .sequence(let sequence): event.envelope.sequence > sequence
        case .time(let time): event.envelope.realm == realm && event.envelope.at > time
        }
    }
}
