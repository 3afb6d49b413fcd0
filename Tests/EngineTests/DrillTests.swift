import CrisisModel
import Engine
import Testing

/// A drill is a realm of its own: same names, other state, its own clock and stops.
@Suite("Drills")
struct DrillTests {
    private static let drill = RealmID(1)
    private static let past = EventTime(microsecondsSinceEpoch: 1_000_000_000_000_000)
    private static let persona = Actor(kind: .persona, uid: 1001, name: "press-officer")
    private static let other = Actor(kind: .persona, uid: 1001, name: "comms-lead")

    /// A live post and a drill's post of the same name, both due in an hour by their own clocks.
    private static func twoRealms() -> Desk {
        var desk = Desk()
        desk.schedule("p")
        desk.run(.startDrill(name: "friday", scenario: nil, clockStart: past))
        desk.realm = drill
        desk.now = past
        desk.register("uk")
        desk.schedule("p")
        return desk
    }

    @Test("A drill's stop leaves live alone, and a live stop the drill")
    func stopsStayHome() {
        var desk = Self.twoRealms()
        desk.stop()
        #expect(desk.postState("p") == .held && desk.live.posts["p"]?.state == .scheduled)
        #expect(desk.live.stops.isEmpty && desk.live.highestEpoch == 0 && desk.live.alerts.isEmpty)
        (desk.realm, desk.now) = (.live, Desk.start.adding(seconds: 3600))
        #expect(desk.tick().dispatched == ["p"])

        var reverse = Self.twoRealms()
        (reverse.realm, reverse.now) = (.live, Desk.start)
        reverse.stop()
        #expect(reverse.state.realms[Self.drill]?.stops.isEmpty == true)
        reverse.realm = Self.drill
        #expect(reverse.run(.advanceDrill(1, to: Self.past.adding(seconds: 3600))).dispatched == ["p"])
    }

    @Test("The drill numbers its own stops, and a scope that matches nothing there is refused")
    func drillStops() {
        var desk = Self.twoRealms()
        desk.run(.engageStop(Desk.stopEvent(epoch: 77), outside: []))
        #expect(desk.here.stops.keys.sorted() == [1])
        for text in ["account:fr", "network:x", "campaign:c"] {
            guard let scope = StopScope(text) else { return }
            #expect(
                desk.refusal(of: .engageStop(Desk.stopEvent(epoch: 0, scopes: [scope]), outside: []))
                    == .badScope)
        }
    }

    @Test("Two personas release in a drill; one of them twice does not")
    func personasRelease() {
        var desk = Self.twoRealms()
        let epoch = desk.stop()
        desk.run(.releaseStop(epoch: epoch, heldCount: nil), by: Self.persona)
        #expect(
            desk.refusal(of: .releaseStop(epoch: epoch, heldCount: nil), by: Self.persona)
                == .needsAnotherPerson)
        #expect(
            desk.run(.releaseStop(epoch: epoch, heldCount: nil), by: Self.other).kinds.first == .stopReleased)
    }

    @Test("A drill's events stand in its realm by its clock, whoever asks from wherever")
    func ownRealm() {
        var desk = Self.twoRealms()
        // Asked from the live realm: its clock must not jump, and nothing of it may fall due.
        (desk.realm, desk.now) = (.live, Desk.start)
        let before = desk.live
        let from = desk.log.count
        desk.run(.noteInjection(1, line: 3, kind: "mention.recorded"))
        desk.run(.advanceDrill(1, to: .distantFuture))
        desk.run(.endDrill(1, reason: nil))
        #expect(desk.log[from...].allSatisfy { $0.envelope.realm == Self.drill })
        #expect(desk.live.at == before.at && desk.live.posts == before.posts)
        #expect(desk.state.realms[Self.drill]?.posts["p"]?.state == .missed)
    }

    @Test("The drill's clock never goes back, and what falls due on the way goes out")
    func clock() {
        var desk = Self.twoRealms()
        #expect(desk.refusal(of: .advanceDrill(1, to: Self.past.adding(microseconds: -1))) == .clockBackwards)
        let events = desk.run(.advanceDrill(1, to: Self.past.adding(seconds: 3600)))
        #expect(events.kinds == [.drillAdvanced, .postDispatchStarted])
        #expect(desk.state.drills[1]?.clock == Self.past.adding(seconds: 3600))
        #expect(desk.here.at == Self.past.adding(seconds: 3600))
    }

    @Test("A drill that has ended or never began takes nothing more of its own life")
    func ended() {
        var desk = Self.twoRealms()
        #expect(
            desk.refusal(of: .startDrill(name: "friday", scenario: nil, clockStart: Self.past))
                == .drillExists)
        desk.run(.endDrill(1, reason: nil))
        for command in [
            Command.advanceDrill(1, to: .distantFuture), .endDrill(1, reason: nil),
            .noteInjection(1, line: 1, kind: "x"),
        ] { #expect(desk.refusal(of: command) == .drillEnded) }
        for command in [
            Command.advanceDrill(9, to: .distantFuture), .endDrill(9, reason: nil),
            .noteInjection(9, line: 1, kind: "x"),
        ] { #expect(desk.refusal(of: command) == .unknownDrill) }
        desk.run(.startDrill(name: "friday", scenario: nil, clockStart: Self.past))
        #expect(desk.state.drills[2]?.ended == false, "the name is free again, the realm a new one")
        #expect(desk.state.realms[RealmID(2)]?.posts.isEmpty == true)
        #expect(desk.refusal(of: .startDrill(name: "", scenario: nil, clockStart: Self.past)) == .badName)
        #expect(desk.refusal(of: .noteInjection(2, line: .min, kind: "x")) == .badName)
    }
}
