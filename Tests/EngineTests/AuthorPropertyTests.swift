import CrisisModel
import Engine
import Testing

/// Who has a key, whose key is gone, and what may not be destroyed: over random work, by seed.
@Suite("Properties of authors and their keys")
struct AuthorPropertyTests {
    private static func run(seed: UInt64, _ check: (State, State, [RecordedEvent], Command) -> Void) -> State
    {
        var commands = RandomCommands(seed: seed)
        var engine = Engine()
        for _ in 0..<400 {
            let (command, context) = commands.next(for: engine.state)
            let before = engine.state
            let events = (try? engine.decide(command, context)) ?? []
            check(before, engine.state, events, command)
        }
        return engine.state
    }

    @Test(
        "Numbers are given from 1 without a gap, and no mention has one that was not given or is erased",
        arguments: UInt64(1)...20)
    func dense(seed: UInt64) {
        var given: Int64 = 0
        let state = Self.run(seed: seed) { before, after, events, command in
            for recorded in events {
                if case .authorKeyAssigned(let assigned) = recorded.event {
                    given += 1
                    #expect(assigned.author == given && assigned.tag != .zero, "seed \(seed): \(command)")
                }
                if case .mentionRecorded(let mention) = recorded.event {
                    #expect((1...after.authors.count).contains(mention.authorNumber), "seed \(seed)")
                    #expect(!before.authors.isErased(mention.authorNumber), "seed \(seed): \(command)")
                }
            }
        }
        #expect(state.authors.count == given && given > 0, "seed \(seed)")
    }

    @Test(
        "Nobody is erased twice, nobody under a hold, and nobody without a number", arguments: UInt64(1)...40)
    func erasures(seed: UInt64) {
        var erased: Set<Int64> = []
        let state = Self.run(seed: seed) { before, after, events, command in
            if case .eraseAuthors(let authors, _, _, _) = command, !authors.isEmpty,
                authors.contains(where: { before.authors.hold(on: $0) != nil })
            {
                #expect(events.isEmpty, "seed \(seed): a hold refuses \(command)")
            }
            for recorded in events {
                guard case .authorErased(let event) = recorded.event else { continue }
                for author in event.authors {
                    #expect(erased.insert(author).inserted, "seed \(seed): \(author) is erased twice")
                    #expect((1...before.authors.count).contains(author), "seed \(seed)")
                    #expect(before.authors.hold(on: author) == nil, "seed \(seed)")
                    #expect(after.authors.isErased(author), "seed \(seed)")
                }
            }
        }
        var known: Set<Int64> = []
        state.authors.forEachErased { known.insert($0) }
        #expect(known == erased && state.authors.erasedCount == Int64(erased.count), "seed \(seed)")
    }

    @Test("A hold is in force from its event to the event that lifts it", arguments: UInt64(1)...20)
    func holds(seed: UInt64) {
        var open: [Int64: Int64?] = [:]
        let state = Self.run(seed: seed) { _, after, events, command in
            for recorded in events {
                switch recorded.event {
                case .logLegalHoldPlaced(let placed):
                    #expect(placed.hold == Int64(recorded.envelope.sequence), "seed \(seed)")
                    open[placed.hold] = placed.author
                case .logLegalHoldLifted(let lifted):
                    let known = open.removeValue(forKey: lifted.hold)
                    #expect(known != nil, "seed \(seed): \(command)")
                default: break
                }
            }
            #expect(after.authors.holds.mapValues(\.placed.author) == open, "seed \(seed)")
        }
        #expect(state.authors.holds.count == open.count)
    }

    @Test("The same author named twice in one call is erased once")
    func twice() {
        var desk = Desk()
        desk.hear(2)
        let events = desk.run(.eraseAuthors([1, 2, 1], .request, reason: "asked for", role: nil))
        #expect(events == [AuthorErased(authors: [1, 2], basis: .request, reason: "asked for").event])
        #expect(desk.refusal(of: .eraseAuthors([2], .request, reason: "again", role: nil)) == .alreadyDone)
    }

    @Test("Who is heard again after an erasure is somebody new")
    func heardAgain() {
        var desk = Desk()
        func numbers(_ events: [CrisisEvent]) -> [Int64] {
            events.compactMap { event in
                guard case .mentionRecorded(let mention) = event else { return nil }
                return mention.authorNumber
            }
        }
        func hear(_ id: String) -> Command { Desk.mention(id, author: "w", at: desk.now) }
        #expect(numbers(desk.run(hear("1"))) == [1])
        #expect(numbers(desk.run(hear("2"))) == [1])
        desk.run(.eraseAuthors([1], .request, reason: "asked for", role: nil))
        #expect(numbers(desk.run(hear("3"))) == [2])
        #expect(desk.state.authors.count == 2 && desk.state.authors.isErased(1))
    }

    @Test("A hold on one author or on all refuses, names itself, and does not outlive its lifting")
    func refusals() {
        var desk = Desk()
        desk.hear(2)
        let erase = Command.eraseAuthors([1], .request, reason: "asked for", role: nil)
        desk.run(.placeLegalHold(author: 2, reason: "court"))
        let onOne = Int64(desk.state.lastSequence)
        desk.run(.placeLegalHold(author: nil, reason: nil))
        let onAll = Int64(desk.state.lastSequence)
        #expect(desk.refusal(of: erase) == .legalHold)
        #expect(desk.refusal(of: .eraseAuthors([1], .retention, reason: "", role: nil)) == .legalHold)
        desk.run(.liftLegalHold(onAll, reason: "over"))
        #expect(desk.refusal(of: .liftLegalHold(onAll, reason: nil)) == .unknownHold)
        #expect(desk.refusal(of: .eraseAuthors([1, 2], .request, reason: "x", role: nil)) == .legalHold)
        #expect(!desk.state.authors.isErased(1), "all or none")
        desk.run(erase)
        #expect(desk.refusal(of: .placeLegalHold(author: 1, reason: nil)) == .wrongState)
        desk.run(.liftLegalHold(onOne, reason: nil))
        desk.run(.eraseAuthors([2], .retention, reason: "", role: nil), by: .daemon)
    }

    @Test("An erasure at somebody's request needs a person and a reason, and names who there is")
    func needs() {
        var desk = Desk()
        desk.hear(1)
        func code(_ authors: [Int64], _ reason: String, by actor: Actor = Desk.ana) -> Refusal.Code? {
            desk.refusal(of: .eraseAuthors(authors, .request, reason: reason, role: nil), by: actor)
        }
        #expect(code([1], "") == .badName)
        #expect(code([1], "x", by: .daemon) != nil)
        #expect(code([], "x") == .nothingSelected)
        for author in [Int64(0), -1, 2, .max, .min] { #expect(code([author], "x") == .unknownAuthor) }
        #expect(desk.state.authors.erasedCount == 0)
    }

    @Test("A mention is noted once as deleted at its source")
    func deletions() {
        var desk = Desk()
        desk.hear(1)
        guard let mention = desk.log.first(where: { $0.event.kind == .mentionRecorded })?.envelope.sequence
        else { return }
        desk.run(.noteDeletion(mention: mention, reason: nil))
        #expect(desk.live.deletedMentions.contains(mention))
        #expect(desk.refusal(of: .noteDeletion(mention: mention, reason: nil)) == .alreadyDone)
        #expect(desk.refusal(of: .noteDeletion(mention: 0, reason: nil)) == .unknownMention)
        #expect(desk.refusal(of: .noteDeletion(mention: 99, reason: nil)) == .unknownMention)
    }

    @Test("A successor, a full disk and a clock in doubt are told to a person")
    func told() {
        var desk = Desk()
        let notes: [Command] = [
            .noteSuccession(LogSucceeded()), .noteLowSpace(LogSpaceLow(freeBytes: 1, lowWaterBytes: 2)),
            .noteUntrustedClock(seconds: 3_600),
        ]
        for note in notes {
            let kinds = desk.run(note, by: .daemon).kinds
            #expect(kinds.count >= 2 && kinds.last == .alertRaised || kinds.contains(.alertRaised))
        }
    }
}
