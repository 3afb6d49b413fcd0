import CrisisModel
import Engine
import Testing

/// A state and its bytes are the same thing: what is restored has the same bytes, and decides the same.
@Suite("States restored from bytes")
struct SnapshotPropertyTests {
    private static func state(seed: UInt64, commands count: Int) -> State {
        var commands = RandomCommands(seed: seed)
        var engine = Engine()
        for _ in 0..<count {
            let (command, context) = commands.next(for: engine.state)
            _ = try? engine.decide(command, context)
        }
        return engine.state
    }

    private static func expectEqual(_ one: State, _ other: State, _ comment: Comment) {
        #expect(one.canonicalBytes == other.canonicalBytes, comment)
        #expect(one.lastSequence == other.lastSequence && one.settings == other.settings, comment)
        #expect(one.drills == other.drills && one.releaseRehearsals == other.releaseRehearsals, comment)
        #expect(one.realms.keys == other.realms.keys || Set(one.realms.keys) == Set(other.realms.keys))
        for (id, realm) in one.realms {
            guard let twin = other.realms[id] else { continue }
            #expect(realm.id == twin.id && realm.at == twin.at && realm.clockHeld == twin.clockHeld, comment)
            #expect(realm.accounts == twin.accounts && realm.posts == twin.posts, comment)
            #expect(realm.stops == twin.stops && realm.crises == twin.crises, comment)
            // With what the windows count, which is derived.
            #expect(realm.rules == twin.rules, comment)
            #expect(realm.alerts == twin.alerts && realm.tasks == twin.tasks, comment)
            #expect(realm.postCounts.filter { $0.value > 0 } == twin.postCounts.filter { $0.value > 0 })
            #expect(realm.dispatching == twin.dispatching && realm.held == twin.held, comment)
            #expect(realm.nextDue == twin.nextDue, comment)
        }
    }

    @Test("A restored state is equal, in what it derives too", arguments: UInt64(1)...20)
    func roundTrip(seed: UInt64) throws {
        let state = Self.state(seed: seed, commands: 300)
        Self.expectEqual(state, try State(canonical: state.canonicalBytes), "seed \(seed)")
    }

    @Test("An empty state is restored")
    func empty() throws {
        Self.expectEqual(State(), try State(canonical: State().canonicalBytes), "empty")
    }

    @Test("Every later decision on a restored state is the one made live", arguments: UInt64(1)...15)
    func decisions(seed: UInt64) throws {
        var commands = RandomCommands(seed: seed)
        var live = Engine()
        var restored = Engine()
        for number in 0..<350 {
            if number % 50 == 20 {
                restored = Engine(state: try State(canonical: live.state.canonicalBytes))
            }
            let (command, context) = commands.next(for: live.state)
            let first = Result { () throws(Refusal) in try live.decide(command, context) }
            let second = Result { () throws(Refusal) in try restored.decide(command, context) }
            #expect(first == second, "seed \(seed), command \(number): \(command)")
        }
        Self.expectEqual(live.state, restored.state, "seed \(seed)")
    }

    @Test("Bytes cut off anywhere, or with something behind them, are refused")
    func cutOffs() throws {
        let bytes = Self.state(seed: 3, commands: 60).canonicalBytes
        for length in 0..<bytes.count {
            #expect(throws: SnapshotReaderError.self, "\(length) of \(bytes.count)") {
                try State(canonical: Array(bytes[..<length]))
            }
        }
        #expect(throws: SnapshotReaderError.self) { try State(canonical: bytes + [0]) }
    }

    @Test("Damaged bytes never trap, and what is read is what they say", arguments: UInt64(1)...10)
    func damage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = Self.state(seed: seed, commands: 80).canonicalBytes
        for _ in 0..<300 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                damaged[Int.random(in: 0..<damaged.count, using: &random)] =
                    [0, 1, 2, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
            }
            guard let state = try? State(canonical: damaged) else { continue }
            #expect(state.canonicalBytes == damaged, "seed \(seed)")
        }
    }

    @Test("A snapshot of another revision is refused")
    func revision() {
        var bytes = State().canonicalBytes
        bytes[0] &+= 1
        let error = #expect(throws: SnapshotReaderError.self) { try State(canonical: bytes) }
        #expect(error?.code == .malformed && error?.field == "revision")
    }

    @Test("Rules, alerts and tasks know the event that made them, and an approval the one that gave it")
    func sequences() {
        var desk = Desk()
        desk.schedule("p", class: .crisis)
        desk.run(.approvePost("p"), by: Desk.ben)
        let approved = desk.state.lastSequence
        #expect(desk.live.posts["p"]?.approvalSequence == approved)
        desk.run(.testAlert)
        #expect(desk.live.alerts[1]?.sequence == desk.state.lastSequence)
        desk.run(Desk.edit("p", "other"))
        #expect(desk.live.posts["p"]?.approvalSequence == nil)
    }
}
