import CrisisModel
import Engine
import Testing

/// Release takes two persons, restarts nothing, and lowering keeps the rest held.
@Suite("Release")
struct ReleaseTests {
    private static let solo = Desk.configuration(persons: 1)

    private static func stopped() -> (Desk, Int64) {
        var desk = Desk()
        for id in ["a", "b", "c"] { desk.schedule(id) }
        let epoch = desk.stop()
        return (desk, epoch)
    }

    @Test("Two persons with different uids release within the window; no post changes its state")
    func twoPersons() {
        var (desk, epoch) = Self.stopped()
        desk.schedule("later")
        let posts = desk.live.posts
        #expect(desk.run(.releaseStop(epoch: epoch, heldCount: nil)).kinds == [.stopReleaseProposed])
        #expect(desk.live.stops[epoch]?.released == false)
        desk.now = desk.now.adding(seconds: 899)
        let events = desk.run(.releaseStop(epoch: epoch, heldCount: nil), by: Desk.ben)
        #expect(events.kinds == [.stopReleased, .alertRaised])
        #expect(desk.live.stops[epoch]?.releasedBy == ["ana", "ben"])
        #expect(desk.live.posts == posts, "not a single field of any post")
        #expect(desk.wait(7 * 86_400).isEmpty, "nothing goes out by itself")
    }

    @Test("The same uid is refused under any name, and a login that cannot be told apart is the same person")
    func samePerson() {
        var (desk, epoch) = Self.stopped()
        desk.run(.releaseStop(epoch: epoch, heldCount: nil))
        let alias = Actor(kind: .person, uid: 1001, name: "ana-admin")
        #expect(
            desk.refusal(of: .releaseStop(epoch: epoch, heldCount: nil), by: alias) == .needsAnotherPerson)
        #expect(desk.refusal(of: .releaseStop(epoch: epoch, heldCount: nil)) == .needsAnotherPerson)
        #expect(desk.live.stops[epoch]?.released == false)

        var (other, second) = Self.stopped()
        let unknown = Actor(kind: .person, name: "x")
        other.run(.releaseStop(epoch: second, heldCount: nil), by: unknown)
        let alsoUnknown = Actor(kind: .person, name: "y")
        #expect(
            other.refusal(of: .releaseStop(epoch: second, heldCount: nil), by: alsoUnknown)
                == .needsAnotherPerson)
    }

    @Test("A configuration that makes a release easier is told to everyone and looked into")
    func easierConfiguration() {
        var (desk, _) = Self.stopped()
        var strict = ConfigurationApplied()
        strict.releasePersons = 2
        strict.textHash = Digest(words: (1, 1, 1, 1))
        #expect(desk.run(.applyConfiguration(strict), by: .daemon).kinds == [.configurationApplied])
        var easy = strict
        easy.releasePersons = 1
        easy.textHash = Digest(words: (2, 2, 2, 2))
        #expect(
            desk.run(.applyConfiguration(easy), by: .daemon).kinds
                == [.configurationApplied, .taskOpened, .alertRaised])
        #expect(desk.run(.applyConfiguration(strict), by: .daemon).kinds == [.configurationApplied])
    }

    @Test("One login that changes its uid stays one person")
    func sudo() {
        var (desk, epoch) = Self.stopped()
        let ana = Actor(kind: .person, uid: 1001, loginUid: 1001, name: "ana")
        desk.run(.releaseStop(epoch: epoch, heldCount: nil), by: ana)
        let asBen = Actor(kind: .person, uid: 1002, loginUid: 1001, name: "ben")
        #expect(
            desk.refusal(of: .releaseStop(epoch: epoch, heldCount: nil), by: asBen) == .needsAnotherPerson)
        let ben = Actor(kind: .person, uid: 1002, loginUid: 1002, name: "ben")
        #expect(desk.run(.releaseStop(epoch: epoch, heldCount: nil), by: ben).kinds.first == .stopReleased)
    }

    @Test("A proposal ends with its window: the second person then is a first one again")
    func expiry() {
        var (desk, epoch) = Self.stopped()
        desk.run(.releaseStop(epoch: epoch, heldCount: nil))
        desk.now = desk.now.adding(seconds: 900)
        #expect(
            desk.run(.releaseStop(epoch: epoch, heldCount: nil), by: Desk.ben).kinds == [.stopReleaseProposed]
        )
        #expect(
            desk.refusal(of: .releaseStop(epoch: epoch, heldCount: nil), by: Desk.ben) == .needsAnotherPerson)
        #expect(desk.run(.releaseStop(epoch: epoch, heldCount: nil)).kinds == [.stopReleased, .alertRaised])
    }

    @Test("A proposal counts for its own stop only")
    func ownStop() {
        var (desk, first) = Self.stopped()
        let second = desk.stop()
        desk.run(.releaseStop(epoch: first, heldCount: nil))
        #expect(
            desk.run(.releaseStop(epoch: second, heldCount: nil), by: Desk.ben).kinds == [
                .stopReleaseProposed
            ])
    }

    @Test("What is released or was never engaged cannot be released")
    func noSuchStop() {
        var (desk, epoch) = Self.stopped()
        #expect(desk.refusal(of: .releaseStop(epoch: 99, heldCount: nil)) == .unknownStop)
        desk.release(epoch)
        #expect(desk.refusal(of: .releaseStop(epoch: epoch, heldCount: nil)) == .alreadyReleased)
        #expect(desk.refusal(of: .lowerStop(epoch: epoch)) == .alreadyReleased)
    }

    @Test("Alone: the count is typed, the delay passes, the count is typed again, and the record says SOLO")
    func alone() {
        var (desk, epoch) = Self.stopped()
        desk.run(Self.solo)
        #expect(desk.refusal(of: .releaseStop(epoch: epoch, heldCount: nil)) == .heldCountWrong)
        #expect(desk.refusal(of: .releaseStop(epoch: epoch, heldCount: 2)) == .heldCountWrong)
        #expect(desk.run(.releaseStop(epoch: epoch, heldCount: 3)).kinds == [.stopReleaseProposed])
        #expect(desk.refusal(of: .releaseStop(epoch: epoch, heldCount: 3)) == .tooEarly)
        desk.now = desk.now.adding(seconds: 599)
        #expect(desk.refusal(of: .releaseStop(epoch: epoch, heldCount: 3)) == .tooEarly)
        desk.schedule("more")
        desk.now = desk.now.adding(seconds: 1)
        #expect(
            desk.refusal(of: .releaseStop(epoch: epoch, heldCount: 3)) == .heldCountWrong,
            "one more is held now")
        let events = desk.run(.releaseStop(epoch: epoch, heldCount: 4))
        guard case .stopReleased(let released)? = events.first, case .alertRaised(let alert)? = events.last
        else {
            Issue.record("not released: \(events)")
            return
        }
        #expect(released.solo && released.persons == ["ana"] && !released.byRecoveryCode)
        #expect(alert.subject.contains("SOLO"))
        #expect(desk.posts(.held).count == 4)
    }

    @Test("Alone: a proposal that nobody came back to begins anew")
    func aloneExpiry() {
        var (desk, epoch) = Self.stopped()
        desk.run(Self.solo)
        desk.run(.releaseStop(epoch: epoch, heldCount: 3))
        desk.now = desk.now.adding(seconds: 600 + 900)
        #expect(desk.run(.releaseStop(epoch: epoch, heldCount: 3)).kinds == [.stopReleaseProposed])
    }

    @Test("A proposal made for two persons is worth nothing alone, and the other way round two are still two")
    func changedProfile() {
        var (desk, epoch) = Self.stopped()
        desk.run(.releaseStop(epoch: epoch, heldCount: nil))
        desk.run(Self.solo)
        #expect(desk.run(.releaseStop(epoch: epoch, heldCount: 3)).kinds == [.stopReleaseProposed])
        desk.run(Desk.configuration())
        #expect(desk.refusal(of: .releaseStop(epoch: epoch, heldCount: nil)) == .needsAnotherPerson)
        #expect(
            desk.run(.releaseStop(epoch: epoch, heldCount: nil), by: Desk.ben).kinds.first == .stopReleased)
    }

    @Test("The recovery code stands for two persons, is told to everyone and asks for review")
    func recoveryCode() {
        var (desk, epoch) = Self.stopped()
        let posts = desk.live.posts
        #expect(desk.refusal(of: .releaseByRecoveryCode(epoch: epoch), by: .daemon) == .needsAnotherPerson)
        let events = desk.run(.releaseByRecoveryCode(epoch: epoch))
        #expect(events.kinds == [.stopReleased, .taskOpened, .alertRaised])
        #expect(desk.live.posts == posts)
        #expect(desk.refusal(of: .releaseByRecoveryCode(epoch: epoch)) == .alreadyReleased)
    }

    @Test(
        "Lowering lets approved crisis statements back and nothing else; it needs a stop that included them")
    func lowering() {
        var desk = Desk()
        desk.schedule("r")
        for id in ["s", "t"] { desk.schedule(id, class: .crisis) }
        let epoch = desk.stop(includeCrisisStatements: true)
        desk.run(.declareCrisis(reason: nil))
        desk.run(.approvePost("s"))
        #expect(desk.postState("s") == .held)
        let events = desk.run(.lowerStop(epoch: epoch), by: Desk.ben)
        #expect(events.kinds == [.stopLowered, .postReturned] && events.returned == ["s"])
        #expect(desk.posts(.held) == ["r", "t"])
        #expect(desk.refusal(of: .lowerStop(epoch: epoch)) == .wrongState)
        #expect(desk.wait(3600).dispatched == ["s"])
    }

    @Test("A receipt is issued once, and each thing outside is ticked once")
    func receipts() {
        var (desk, epoch) = Self.stopped()
        let receipt = StopReceiptIssued(
            epoch: epoch, heldCount: 3, blockedCount: 0, sentCount: 0, unknownCount: 0)
        desk.run(.issueReceipt(receipt))
        #expect(desk.refusal(of: .issueReceipt(receipt)) == .alreadyDone)
        desk.run(.confirmExternal(epoch: epoch, item: "ads"))
        #expect(desk.refusal(of: .confirmExternal(epoch: epoch, item: "ads")) == .alreadyDone)
        #expect(desk.refusal(of: .confirmExternal(epoch: epoch, item: "")) == .badName)
        #expect(desk.refusal(of: .confirmExternal(epoch: 9, item: "ads")) == .unknownStop)
    }
}
