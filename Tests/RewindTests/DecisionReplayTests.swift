import CrisisModel
import Engine
import Projections
import Rewind
import Testing

@Suite("The same decisions again")
struct DecisionReplayTests {
    @Test("Every command of random work is decided again as it was recorded", arguments: UInt64(1)...20)
    func random(seed: UInt64) throws {
        let told = Told.random(seed: seed, commands: 600)
        let replay = try DecisionReplay.run(told)
        #expect(replay.isSame, "seed \(seed): \(replay.differences.first?.words ?? "")")
        #expect(replay.eventsCompared == told.events.count, "seed \(seed): \(replay.notDecided)")
        #expect(replay.notDecided.isEmpty, "seed \(seed)")
    }

    @Test("The night of 2009 is decided again as it was recorded")
    func eurostar() throws {
        let night = try Rehearsed.eurostar()
        let replay = try DecisionReplay.run(Told(night.events))
        #expect(replay.isSame, "\(replay.differences.first?.words ?? "")")
        #expect(replay.eventsCompared == night.events.count)
        #expect(replay.conclusion.hasPrefix("SAME"))
    }

    /// The log with one recorded event changed.
    private static func changing(
        _ told: Told, _ kind: EventKind, _ change: (inout CrisisEvent) -> Void
    ) -> (Told, UInt64)? {
        guard let index = told.events.firstIndex(where: { $0.event.kind == kind }) else { return nil }
        var changed = told
        change(&changed.events[index].event)
        return (changed, UInt64(index + 1))
    }

    @Test("A decision that came out otherwise is named with both events")
    func changed() throws {
        let night = try Rehearsed.eurostar()
        let told = Told(night.events)
        let (count, firing) = try #require(
            Self.changing(told, .detectionFired) { event in
                if case .detectionFired(var fired) = event {
                    fired.count += 1
                    event = fired.event
                }
            })
        let replay = try DecisionReplay.run(count)
        #expect(replay.differences.first?.sequence == firing)
        #expect(replay.differences.first?.expected == night.events[Int(firing) - 1])
        #expect(replay.differenceCount == 1, "it goes on from the fold behind the difference")
        let (held, holding) = try #require(
            Self.changing(told, .postHeld) { event in
                if case .postHeld(var hold) = event {
                    hold.posts.removeLast()
                    event = hold.event
                }
            })
        #expect(try DecisionReplay.run(held).differences.first?.sequence == holding)
    }

    @Test("An event too many and an event too few are named", arguments: UInt64(1)...6)
    func planted(seed: UInt64) throws {
        let told = Told.random(seed: seed, commands: 300)
        let middle = UInt64(told.events.count / 2)
        let send = PostDispatchStarted(post: "p1", attempt: 7, textHash: .zero, epoch: 0).event
        let forged = try DecisionReplay.run(told.planting(send, after: middle))
        #expect(forged.differences.contains { $0.sequence == middle + 1 || $0.sequence == middle + 2 })
        // A mention's score, and the alert of a stop, end their command.
        for kind in [EventKind.sentimentScored, .stopEngaged] {
            guard let index = told.events.lastIndex(where: { $0.event.kind == kind }) else { continue }
            let end = kind == .sentimentScored ? index : index + 1
            let short = try DecisionReplay.run(Told(Array(told.events[..<end])))
            #expect(short.differenceCount == 1, "seed \(seed): \(short.conclusion)")
            #expect(
                try DecisionReplay.run(told, through: UInt64(end)).isSame, "a part may end within a command")
        }
    }

    @Test("State hashes are compared, and the first that differs is named")
    func hashes() throws {
        let told = Told.random(seed: 3, commands: 200)
        var state = State()
        var hashes: [UInt64: Digest] = [:]
        for event in told.events {
            state.apply(event)
            if event.envelope.sequence.isMultiple(of: 10) {
                hashes[event.envelope.sequence] = StateHash.of(state)
            }
        }
        let good = try DecisionReplay.run(told, recordedHash: { hashes[$0] })
        #expect(good.isSame && good.hashesCompared == hashes.count)
        hashes[50] = .zero
        hashes[90] = .zero
        let bad = try DecisionReplay.run(told, recordedHash: { hashes[$0] })
        #expect(bad.hashMismatch?.sequence == 50 && !bad.isSame)
        #expect(bad.conclusion.contains("after event 50"))
    }
}
