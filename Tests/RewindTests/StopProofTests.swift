import CrisisModel
import Engine
import Rewind
import Testing

@Suite("Proof of a stop")
struct StopProofTests {
    /// One post on its way, one held by the stop, a statement that passes, one sent after the release.
    private static func story() -> Desk {
        var desk = Desk(accounts: ["uk", "fr"])
        desk.schedule("flying", in: 10)
        desk.schedule("later", in: 100)
        desk.schedule("french", account: "fr", in: 120)
        desk.schedule("statement", class: .crisis, in: 300)
        desk.wait(10)
        desk.stop([.account("uk")])
        desk.run(.reportDispatch("flying", attempt: 1, .published(link: "l")), by: .daemon)
        desk.run(.declareCrisis(reason: nil))
        desk.run(.approvePost("statement"))
        desk.hear(2)
        desk.wait(110)
        desk.run(.reportDispatch("french", attempt: 1, .unknown(reason: "?")), by: .daemon)
        desk.wait(180)
        desk.run(.reportDispatch("statement", attempt: 1, .published(link: nil)), by: .daemon)
        desk.release(1)
        desk.run(.reviewPost("later", .move(desk.now.adding(seconds: 5))))
        desk.wait(5)
        return desk
    }

    @Test("A stop that was kept is proved, with what was on its way, what passed and what it does not cover")
    func kept() throws {
        let desk = Self.story()
        let proof = try StopProof.prove(stop: 1, of: Told(desk.log))
        #expect(proof.isKept)
        #expect(proof.inFlight.map(\.post.text) == ["flying"])
        #expect(proof.inFlight.first?.outcome == .sent && proof.inFlight.first?.link == "l")
        #expect(proof.passed.map(\.post.text) == ["statement"])
        #expect(proof.notCovered.map(\.post.text) == ["french"])
        #expect(proof.notCovered.first?.outcome == .unknown)
        #expect(proof.heldCount == 2, "the statement until it was approved, and the later post")
        #expect(proof.released != nil && proof.releasedBy == ["ana", "ben"])
        #expect(proof.heard.map(\.mentions) == [2])
        #expect(proof.conclusion.hasPrefix("Proved") && proof.conclusion.contains("Not proved"))
        #expect(proof.lines.contains { $0.hasPrefix("Nothing was recorded as observed elsewhere") })
    }

    @Test("A planted send is found and named, wherever it lies between the stop and its release")
    func forged() throws {
        let desk = Self.story()
        let told = Told(desk.log)
        let proof = try StopProof.prove(stop: 1, of: told)
        let released = try #require(proof.released)
        let send = PostDispatchStarted(post: "later", attempt: 1, textHash: Desk.hash("hello"), epoch: 1)
            .event
        for sequence in proof.engaged..<released {
            let forged = told.planting(send, after: sequence)
            let found = try StopProof.prove(stop: 1, of: forged)
            #expect(found.violations.first?.sequence == sequence + 1, "planted after \(sequence)")
            #expect(found.conclusion.hasPrefix("NOT KEPT: event \(sequence + 1) sent post later"))
        }
        let published = PostPublished(post: "later", attempt: 1, link: nil).event
        let hidden = try StopProof.prove(stop: 1, of: told.planting(published, after: proof.engaged + 1))
        #expect(hidden.violations.first?.why == "published, though no send of it was on its way")
        let unknown = PostDispatchStarted(post: "ghost", attempt: 1, textHash: .zero, epoch: 1).event
        #expect(
            try !StopProof.prove(stop: 1, of: told.planting(unknown, after: proof.engaged + 1)).isKept)
    }

    @Test("A statement sent without its approval is a send of what the stop holds")
    func unapproved() throws {
        var desk = Desk()
        desk.schedule("statement", class: .crisis, in: 300)
        desk.stop()
        desk.run(.declareCrisis(reason: nil))
        let send = PostDispatchStarted(post: "statement", attempt: 1, textHash: .zero, epoch: 1).event
        let forged = Told(desk.log).planting(send, after: UInt64(desk.log.count))
        #expect(try StopProof.prove(stop: 1, of: forged).violations.count == 1)
    }

    @Test(
        "What was on its way is told by what became of it",
        arguments: ["blocked", "failed", "unknown", "pending"])
    func outcomes(word: String) throws {
        var desk = Desk()
        desk.schedule("flying", in: 10)
        desk.wait(10)
        desk.stop()
        let outcomes: [String: DispatchOutcome] = [
            "blocked": .blocked(reason: "gate"), "failed": .failed(reason: "500"),
            "unknown": .unknown(reason: "?"),
        ]
        if let outcome = outcomes[word] {
            desk.run(.reportDispatch("flying", attempt: 1, outcome), by: .daemon)
        }
        let proof = try StopProof.prove(stop: 1, of: Told(desk.log))
        #expect(proof.isKept && proof.inFlight.map(\.outcome?.rawValue) == [word])
        #expect(proof.released == nil && proof.conclusion.contains("the end of the log"))
    }

    @Test("Random work never sends what a stop holds", arguments: UInt64(1)...10)
    func random(seed: UInt64) throws {
        let told = Told.random(seed: seed, commands: 600)
        for event in told.events {
            guard case .stopEngaged(let stop) = event.event else { continue }
            let proof = try StopProof.prove(
                stop: stop.epoch, in: .realm(event.envelope.realm), of: told)
            #expect(proof.isKept, "seed \(seed), stop \(stop.epoch): \(proof.conclusion)")
        }
    }

    @Test("The stop of the night of 2009 was kept; its statements passed")
    func eurostar() throws {
        let night = try Rehearsed.eurostar()
        let proof = try StopProof.prove(stop: 1, in: .drill("night"), of: Told(night.events))
        #expect(proof.isKept && proof.heldCount + proof.heldBefore >= 20 && proof.passed.count == 9)
        #expect(proof.lines.first == "EXERCISE (drill 1)")
    }

    @Test("A stop that never was, a drill that never was and a log with a gap are refused")
    func refused() throws {
        let desk = Self.story()
        var told = Told(desk.log)
        #expect(
            #expect(throws: RewindError.self) { try StopProof.prove(stop: 7, of: told) }?.message
                .contains("known: 1") == true)
        #expect(
            #expect(throws: RewindError.self) {
                try StopProof.prove(stop: 1, in: .drill("x"), of: told)
            }?.code == .unknownDrill)
        told.events.remove(at: 5)
        #expect(
            #expect(throws: RewindError.self) { try StopProof.prove(stop: 1, of: told) }?.code == .incomplete)
    }
}
