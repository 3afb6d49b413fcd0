import CrisisModel
import Engine
import Testing

/// What holds for every sequence of commands: thousands of random ones over several realms, by seed.
@Suite("Properties of the engine")
struct PropertyTests {
    private static let commands = 350

    /// Runs random commands and shows each to `check`: the state before and after, and the events, empty on a refusal.
    private static func run(
        seed: UInt64,
        _ check: (_ before: State, _ after: State, _ events: [RecordedEvent], _ command: Command) -> Void
    ) -> (Engine, [RecordedEvent]) {
        var commands = RandomCommands(seed: seed)
        var engine = Engine()
        var log: [RecordedEvent] = []
        for _ in 0..<Self.commands {
            let (command, context) = commands.next(for: engine.state)
            let before = engine.state
            var events: [RecordedEvent] = []
            do throws(Refusal) {
                events = try engine.decide(command, context)
            } catch {
                events = []
            }
            log += events
            check(before, engine.state, events, command)
        }
        return (engine, log)
    }

    @Test("A refusal leaves the state as it was, to the byte", arguments: UInt64(1)...12)
    func refusals(seed: UInt64) {
        var refused = 0
        _ = Self.run(seed: seed) { before, after, events, command in
            guard events.isEmpty else { return }
            refused += 1
            #expect(before.lastSequence == after.lastSequence, "seed \(seed): \(command)")
            // Bytes are dear: one refusal in five.
            guard refused % 5 == 0 else { return }
            #expect(before.canonicalBytes == after.canonicalBytes, "seed \(seed): \(command)")
        }
        #expect(refused > 10 && refused < Self.commands, "seed \(seed)")
    }

    @Test(
        "The recorded events folded into a fresh state give the decision state, to the byte",
        arguments: UInt64(1)...30)
    func replay(seed: UInt64) {
        var folded = Engine()
        var count = 0
        let (engine, log) = Self.run(seed: seed) { _, after, events, command in
            for event in events { folded.apply(event) }
            count += 1
            guard count % 40 == 0 else { return }
            #expect(folded.state.canonicalBytes == after.canonicalBytes, "seed \(seed), after \(command)")
        }
        var fresh = State()
        for event in log { fresh.apply(event) }
        #expect(fresh.canonicalBytes == engine.state.canonicalBytes, "seed \(seed)")
        #expect(fresh.settings == engine.state.settings && fresh.realms.count == engine.state.realms.count)
        for (id, realm) in fresh.realms {
            #expect(
                realm.posts == engine.state.realms[id]?.posts
                    && realm.stops == engine.state.realms[id]?.stops, "seed \(seed)")
            #expect(
                realm.crises == engine.state.realms[id]?.crises
                    && realm.rules == engine.state.realms[id]?.rules)
        }
    }

    @Test("A decision made on a replayed state is the decision made live", arguments: UInt64(1)...15)
    func decisionsAfterReplay(seed: UInt64) {
        var commands = RandomCommands(seed: seed)
        var live = Engine()
        var replayed = State()
        for number in 0..<Self.commands {
            let (command, context) = commands.next(for: live.state)
            var other = Engine(state: replayed)
            let first = Result { () throws(Refusal) in try live.decide(command, context) }
            if number % 4 == 0 {
                let second = Result { () throws(Refusal) in try other.decide(command, context) }
                #expect(first == second, "seed \(seed): \(command)")
            }
            for event in (try? first.get()) ?? [] { replayed.apply(event) }
        }
    }

    @Test(
        "Sequences have no gaps, every cause is an earlier event, and one command's events hang together",
        arguments: UInt64(1)...15)
    func envelopes(seed: UInt64) {
        let (_, log) = Self.run(seed: seed) { before, _, events, command in
            for (index, event) in events.enumerated() {
                let envelope = event.envelope
                #expect(envelope.sequence == before.lastSequence + UInt64(index) + 1, "seed \(seed)")
                #expect((envelope.causation ?? 0) < envelope.sequence, "seed \(seed): \(command)")
                #expect((envelope.correlation ?? 1) <= envelope.sequence, "seed \(seed): \(command)")
                #expect(index == 0 || envelope.causation != nil, "seed \(seed): \(command)")
                #expect(index == 0 || envelope.clientID == nil, "seed \(seed)")
            }
        }
        #expect(log.map(\.envelope.sequence) == (0..<log.count).map { UInt64($0) + 1 })
        let ids = log.compactMap(\.envelope.clientID)
        #expect(Set(ids).count == ids.count, "a client's id is recorded once, seed \(seed)")
    }

    @Test("A command changes its own realm and no other", arguments: UInt64(1)...8)
    func realms(seed: UInt64) {
        var counter = 0
        _ = Self.run(seed: seed) { before, after, events, command in
            counter += 1
            guard counter % 5 == 0 else { return }
            guard !events.contains(where: { $0.event.kind == .logOpened }) else { return }
            let touched = Set(events.map(\.envelope.realm))
            #expect(touched.count <= 1, "seed \(seed): \(command)")
            for (id, realm) in before.realms where !touched.contains(id) {
                var old = CanonicalBytes()
                realm.canonicalBytes(into: &old)
                var new = CanonicalBytes()
                after.realms[id]?.canonicalBytes(into: &new)
                #expect(old.bytes == new.bytes, "seed \(seed): \(command) changed \(id)")
            }
        }
    }

    @Test("The random world does everything that these properties are about")
    func coverage() {
        var counts: [EventKind: Int] = [:]
        for seed in UInt64(1)...30 {
            for event in Self.run(seed: seed, { _, _, _, _ in }).1 {
                counts[event.event.kind, default: 0] += 1
            }
        }
        let notAsked: Set<EventKind> = [
            .operatorCommandRefused, .operatorReleaseRehearsed, .operatorRecoveryCodeMade, .alertFailed,
        ]
        #expect(EventKind.allCases.filter { counts[$0] == nil && !notAsked.contains($0) }.isEmpty)
        #expect(counts[.postDispatchStarted, default: 0] > 200)
        #expect(counts[.stopReleased, default: 0] > 30)
        #expect(counts[.postReturned, default: 0] > 30)
        #expect(counts[.crisisSuspected, default: 0] > 30)
    }

    @Test("A realm's clock never goes back by an event of its own", arguments: UInt64(1)...10)
    func clocks(seed: UInt64) {
        _ = Self.run(seed: seed) { before, _, events, command in
            for event in events {
                guard let realm = before.realms[event.envelope.realm] else { continue }
                #expect(event.envelope.at >= realm.at, "seed \(seed): \(command)")
            }
        }
    }

    @Test(
        "The queue's first entry is the earliest scheduled post, and open posts are counted right",
        arguments: UInt64(1)...15)
    func queue(seed: UInt64) {
        _ = Self.run(seed: seed) { _, after, _, command in
            for realm in after.realms.values {
                let next = realm.posts.open.values.filter { $0.state == .scheduled }.min {
                    ($0.dueAt, $0.id) < ($1.dueAt, $1.id)
                }
                #expect(
                    realm.nextDue?.post == next?.id && realm.nextDue?.dueAt == next?.dueAt,
                    "seed \(seed): \(command)")
                #expect(realm.openPostCount == realm.posts.filter { !$0.isFinal }.count, "seed \(seed)")
                for state in Post.State.allCases {
                    let own = realm.posts.filter { $0.state == state }
                    #expect(realm.count(state) == own.count, "seed \(seed): \(state)")
                    if state == .held { #expect(realm.held == Set(own.map(\.id)), "seed \(seed)") }
                }
                let toReview = realm.posts.filter { realm.needsReview($0) }.count
                #expect(realm.reviewCount == toReview, "seed \(seed)")
                let moving = Set(realm.posts.filter { $0.state == .dispatching }.map(\.id))
                #expect(realm.dispatching == moving, "seed \(seed)")
            }
        }
    }
}
