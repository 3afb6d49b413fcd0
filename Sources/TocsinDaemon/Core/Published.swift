import CrisisModel
import Engine
import Projections

/// The state that queries, effects and replies see: it folds only what is durable.
final class Published: Sendable {
    /// Told of durable events, in order, on the writer's thread. It must not wait.
    typealias Subscriber = @Sendable ([RecordedEvent]) -> Void

    private struct Content {
        var state: State
        var recentMentions: [RealmID: RecentMentions] = [:]
        var subscribers: [UInt64: Subscriber] = [:]
        var nextSubscriber: UInt64 = 0
    }

    /// The newest mentions of a realm, for lists.
    struct RecentMentions {
        static let kept = 10_000
        private(set) var sequences: [UInt64] = []

        mutating func append(_ sequence: UInt64) {
            sequences.append(sequence)
            if sequences.count >= 2 * Self.kept { sequences.removeFirst(Self.kept) }
        }
    }

    private let content: Locked<Content>

    init(_ state: State) {
        content = Locked(Content(state: state))
    }

    func seedRecentMentions(_ mentions: [RealmID: RecentMentions]) {
        content.withLock { $0.recentMentions = mentions }
    }

    private static func note(_ events: [RecordedEvent], _ content: inout Content) {
        for event in events {
            if case .mentionRecorded = event.event {
                content.recentMentions[event.envelope.realm, default: RecentMentions()]
                    .append(event.envelope.sequence)
            }
        }
    }

    func apply(_ events: [RecordedEvent]) {
        let subscribers = content.withLock { content in
            for event in events { content.state.apply(event) }
            Self.note(events, &content)
            return Array(content.subscribers.values)
        }
        for subscriber in subscribers { subscriber(events) }
    }

    /// Reads under the lock, so that nothing large is copied. The body must not wait.
    func read<Result>(_ body: (State) -> Result) -> Result {
        content.withLock { body($0.state) }
    }

    func read<Result>(throwing body: (State) throws(Refusal) -> Result) throws(Refusal) -> Result {
        try content.withLock { content throws(Refusal) in try body(content.state) }
    }

    /// For rebuilding the decision state.
    var copy: State { content.withLock { $0.state } }

    func recentMentions(in realm: RealmID) -> [UInt64] {
        content.withLock { $0.recentMentions[realm]?.sequences ?? [] }
    }

    var allRecentMentions: [RealmID: RecentMentions] { content.withLock { $0.recentMentions } }

    func subscribe(_ subscriber: @escaping Subscriber) -> UInt64 {
        content.withLock { content in
            content.nextSubscriber += 1
            content.subscribers[content.nextSubscriber] = subscriber
            return content.nextSubscriber
        }
    }

    func unsubscribe(_ id: UInt64) {
        _ = content.withLock { $0.subscribers.removeValue(forKey: id) }
    }
}
