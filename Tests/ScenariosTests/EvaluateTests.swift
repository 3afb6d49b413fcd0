import CrisisModel
import Scenarios
import Testing

@Suite("Judging a drill by its expectations")
struct EvaluateTests {
    /// Rule at 20, stop at 52, statement at 75, released at 600, reviewed after it.
    private func night() -> Night {
        var night = Night()
        night.schedule("early", due: 10)
        night.schedule("offer", due: 45)
        night.schedule("service", due: 60, .service)
        night.publish("early", at: 10)
        night.add(20, CrisisSuspected(crisis: 1, rule: RuleID(recorded: "angry"), detection: 5))
        night.hold(["offer"], at: 20)
        night.add(
            52,
            StopEngaged(
                epoch: 1, stopID: "a", scopes: [.all], category: .standard, includeCrisisStatements: false,
                widened: false,
                origin: .persona, receivedAt: Night.time(52), gateClosedMicroseconds: 1, durability: .durable,
                heldCount: 2),
            Night.persona)
        night.hold(["service"], at: 52, .stop)
        night.add(58, CrisisDeclared(crisis: 1), Night.persona)
        night.schedule("statement", due: 75, .crisis, at: 70)
        night.publish("statement", at: 75)
        night.add(
            600,
            StopReleased(
                epoch: 1, stopID: "a", solo: false, persons: ["comms-lead", "director"], byRecoveryCode: false
            ),
            Night.persona)
        night.add(610, PostCancelled(posts: [PostID(recorded: "offer")]), Night.persona)
        night.add(
            611, PostRescheduled(post: PostID(recorded: "service"), dueAt: Night.time(620)), Night.persona)
        night.publish("service", at: 620)
        return night
    }

    private func name<Subject>(_ text: String) -> Identifier<Subject> { Identifier(recorded: text) }

    @Test("A night that went as it should meets each expectation")
    func good() {
        let night = night()
        let sales = ExpectedFact.PostSelection(classes: [.routine, .campaign, .paid])
        let expectations: [ExpectedFact] = [
            .crisisSuspected(within: .init(after: Night.time(15), by: Night.time(45)), rule: name("angry")),
            .crisisSuspected(within: .any, rule: nil), .crisisDeclared(within: .init(by: Night.time(60))),
            .heldBeforeDue(post: name("offer")), .heldBeforeDue(post: name("service")),
            .held(.all, atLeast: 2),
            .noHolds(.init(posts: [name("early"), name("statement")])),
            .published(post: name("statement"), within: .any),
            .publishedCount(.all, count: 3), .publishedCount(sales, count: 1),
            .notPublished(sales, after: .crisisSuspected, until: .releaseOrEnd),
            .notPublished(
                .init(posts: [name("service")]), after: .time(Night.time(0)), until: .time(Night.time(620))),
            .cancelled(post: name("offer")), .stopEngaged(within: .init(by: Night.time(55)), heldAtLeast: 2),
            .released(stop: 1, within: .init(by: Night.time(600)), persons: 2), .reviewed(.all),
            .noCrisis(rules: [name("other")]),
        ]
        for expectation in expectations {
            let result = night.result(expectation)
            #expect(result.held, "\(result)")
        }
    }

    @Test("What did not happen says what was expected, what happened, and in which events")
    func words() {
        let night = night()
        let late = night.result(.crisisSuspected(within: .init(by: Night.time(10)), rule: name("angry")))
        #expect(
            late.description
                == "FAILED (line 7): expected a crisis suspected by rule angry by 2009-12-18T20:10:00Z; "
                + "rule angry suspected it at 2009-12-18T20:20:00Z (event 106)")
        #expect(late.evidence == [106])
        let sent = night.result(.heldBeforeDue(post: name("early")))
        #expect(
            sent.happened == "it was never held; early is published since 2009-12-18T20:10:00Z (event 105)")
        let unsent = night.result(.published(post: name("offer"), within: .any))
        #expect(unsent.happened.contains("offer is cancelled since"))
        #expect(
            night.result(.published(post: name("nothing"), within: .any)).happened
                == "there is no post nothing in the drill")
    }

    @Test("Each expectation fails on the night that breaks it")
    func bad() {
        let night = night()
        let expectations: [ExpectedFact] = [
            .crisisSuspected(within: .init(after: Night.time(21)), rule: nil),
            .crisisSuspected(within: .any, rule: name("other")),
            .crisisDeclared(within: .init(by: Night.time(57))),
            .noCrisis(rules: []), .noHolds(.all), .held(.all, atLeast: 3),
            .heldBeforeDue(post: name("statement")),
            .publishedCount(.all, count: 4),
            .published(post: name("early"), within: .init(after: Night.time(11))),
            .notPublished(.all, after: .crisisSuspected, until: .end),
            .notPublished(.init(posts: [name("service")]), after: .start, until: .time(Night.time(621))),
            .cancelled(post: name("service")),
            .stopEngaged(within: .init(by: Night.time(51)), heldAtLeast: 0),
            .stopEngaged(within: .any, heldAtLeast: 3), .noStop, .notReleased(stop: 1),
            .released(stop: 1, within: .any, persons: 3), .released(stop: 2, within: .any, persons: 1),
            .alertRaised(within: .any),
        ]
        for expectation in expectations {
            let result = night.result(expectation)
            #expect(!result.held, "\(result)")
            #expect(!result.expected.isEmpty && !result.happened.isEmpty)
        }
    }

    @Test("A hold that comes after the post had left is too late, and one at the due time is not")
    func timing() {
        var night = Night()
        night.schedule("a", due: 10)
        night.schedule("b", due: 10)
        night.publish("a", at: 10)
        night.hold(["a", "b"], at: 10)
        #expect(!night.result(.heldBeforeDue(post: name("a"))).held)
        #expect(night.result(.heldBeforeDue(post: name("b"))).held)
    }

    @Test("A post sent twice is one too many, also where it was expected")
    func twice() {
        var night = Night()
        night.schedule("a", due: 10)
        night.publish("a", at: 10)
        night.publish("a", at: 11)
        #expect(!night.result(.published(post: name("a"), within: .any)).held)
        #expect(!night.result(.publishedCount(.all, count: 1)).held)
    }

    @Test("What was on its way before the moment is not held against it; an unknown outcome after it is")
    func inFlight() {
        var night = Night()
        night.schedule("a", due: 10)
        night.schedule("b", due: 30)
        night.add(10, PostDispatchStarted(post: name("a"), attempt: 1, textHash: .zero, epoch: 0))
        night.add(11, CrisisSuspected(crisis: 1, rule: name("angry"), detection: 5))
        night.add(12, PostPublished(post: name("a"), attempt: 1))
        #expect(night.result(.notPublished(.all, after: .crisisSuspected, until: .end)).held)
        night.add(30, PostDispatchStarted(post: name("b"), attempt: 1, textHash: .zero, epoch: 0))
        night.add(31, PostOutcomeUnknown(post: name("b"), attempt: 1, reason: "cut"))
        #expect(!night.result(.notPublished(.all, after: .crisisSuspected, until: .end)).held)
    }

    @Test("A moment that never came fails as a beginning, and is the end of all as an end")
    func never() {
        var night = Night()
        night.schedule("a", due: 10)
        #expect(!night.result(.notPublished(.all, after: .crisisSuspected, until: .end)).held)
        #expect(night.result(.notPublished(.all, after: .start, until: .release)).held)
    }

    @Test("A post that is held again is to be decided on again, and the daemon decides nothing")
    func review() {
        var night = Night()
        night.schedule("a", due: 10)
        night.hold(["a"], at: 1)
        night.add(2, PostRescheduled(post: name("a"), dueAt: Night.time(20)), Night.persona)
        #expect(night.result(.reviewed(.all)).held)
        night.hold(["a"], at: 3)
        #expect(!night.result(.reviewed(.all)).held)
        night.add(20, PostMissed(posts: [name("a")], reason: "x"))
        let result = night.result(.reviewed(.all))
        #expect(!result.held)
        #expect(result.happened.contains("a is missed since"))
    }

    @Test("An empty drill judges everything without a trap")
    func empty() {
        let night = Night()
        #expect(night.result(.noCrisis(rules: [])).held)
        #expect(night.result(.released(stop: .max, within: .any, persons: .max)).held == false)
        #expect(night.result(.publishedCount(.all, count: 0)).held)
        #expect(night.result(.notPublished(.all, after: .release, until: .release)).held == false)
    }
}
