import CrisisModel
import Engine
import Testing

/// Posts as persons handle them: scheduled, held, reviewed, cancelled.
@Suite("Posts")
struct ReviewTests {
    private static func released() -> Desk {
        var desk = Desk()
        desk.schedule("soon", in: 60)
        desk.schedule("late", in: 7200)
        let epoch = desk.stop()
        desk.now = desk.now.adding(seconds: 3600)
        desk.release(epoch)
        return desk
    }

    @Test("After a release a past time is never kept; a new time or an end is a person's choice")
    func pastTime() {
        var desk = Self.released()
        #expect(desk.refusal(of: .reviewPost("soon", .keep)) == .dueInThePast)
        #expect(desk.refusal(of: .reviewPost("soon", .move(desk.now))) == .dueInThePast)
        #expect(desk.run(.reviewPost("late", .keep)).returned == ["late"])
        desk.run(.reviewPost("soon", .move(desk.now.adding(seconds: 1))))
        #expect(desk.wait(1).dispatched == ["soon"])
        #expect(desk.wait(3599).dispatched == ["late"])
        #expect(desk.refusal(of: .reviewPost("soon", .cancel)) == .wrongState)
    }

    @Test("A time is past when it is now: the edge to the microsecond")
    func timeEdge() {
        var desk = Self.released()
        desk.now = Desk.start.adding(seconds: 7200)
        #expect(desk.refusal(of: .reviewPost("late", .keep)) == .dueInThePast)
        desk.now = Desk.start.adding(seconds: 7200).adding(microseconds: -1)
        #expect(desk.run(.reviewPost("late", .keep)).returned == ["late"])
        #expect(desk.refusal(of: Desk.newPost("x", dueAt: desk.now)) == .dueInThePast)
        #expect(desk.refusal(of: Desk.newPost("x", dueAt: desk.now.adding(microseconds: 1))) == nil)
    }

    @Test("A person's hold stays until a person takes it back, and a stop stands above both")
    func personHold() {
        var desk = Desk()
        desk.schedule("p")
        desk.run(.holdPosts(["p", "p"], reason: "wait for legal"))
        #expect(desk.refusal(of: .reviewPost("p", .keep)) == .stopped)
        #expect(desk.refusal(of: .holdPosts(["p"], reason: nil)) == .wrongState)
        let epoch = desk.stop()
        #expect(desk.post("p")?.holdCause == .person)
        #expect(desk.refusal(of: .unholdPost("p")) == .stopped)
        desk.release(epoch)
        #expect(desk.run(.unholdPost("p")).returned == ["p"])
        desk.stop()
        #expect(desk.refusal(of: .unholdPost("p")) == .wrongState, "it is held by the stop now")
    }

    @Test("Holding many at once takes all or none")
    func holdMany() {
        var desk = Desk()
        desk.schedule("a")
        desk.schedule("b")
        #expect(desk.refusal(of: .holdPosts(["a", "zz"], reason: nil)) == .unknownPost)
        #expect(desk.refusal(of: .holdPosts([], reason: nil)) == .nothingSelected)
        #expect(desk.posts(.scheduled) == ["a", "b"])
    }

    @Test("A stop cancels nothing; cancelling a campaign leaves the others held")
    func suspendAndAbort() {
        var desk = Desk()
        desk.schedule("a", class: .campaign, campaign: "xmas")
        desk.schedule("b", class: .campaign, campaign: "xmas")
        desk.schedule("c", class: .campaign, campaign: "summer")
        desk.stop()
        #expect(desk.posts(.cancelled).isEmpty)
        desk.run(.cancelPosts([], scopes: [.campaign("xmas")], reason: "stuck trains"))
        #expect(desk.posts(.cancelled) == ["a", "b"] && desk.posts(.held) == ["c"])
        #expect(
            desk.refusal(of: .cancelPosts([], scopes: [.campaign("xmas")], reason: nil)) == .nothingSelected)
        #expect(desk.refusal(of: .cancelPosts([], scopes: [], reason: nil)) == .nothingSelected)
        #expect(desk.refusal(of: .cancelPosts(["a"], scopes: [], reason: nil)) == .wrongState)
        #expect(desk.refusal(of: .reviewPost("a", .keep)) == .wrongState, "for good")
    }

    @Test("A post without a name is given one that nobody took by hand")
    func givenNames() {
        var desk = Desk()
        desk.schedule("p-2")
        desk.schedule("p-3")
        for _ in 0..<3 { desk.run(Desk.newPost(nil, dueAt: desk.now.adding(seconds: 60))) }
        #expect(desk.posts(.scheduled) == ["p-2", "p-3", "p-4", "p-5", "p-6"])
        #expect(desk.refusal(of: Desk.newPost("p-2", dueAt: desk.now.adding(seconds: 60))) == .postExists)
    }

    @Test("What cannot be a post is refused with its reason")
    func badPosts() {
        var desk = Desk()
        let due = desk.now.adding(seconds: 60)
        #expect(desk.refusal(of: Desk.newPost("x", account: "nobody", dueAt: due)) == .unknownAccount)
        #expect(desk.refusal(of: Desk.newPost("x", text: "", dueAt: due)) == .badPost)
        let long = String(repeating: "x", count: EngineLimits.postTextBytesMax + 1)
        #expect(desk.refusal(of: Desk.newPost("x", text: long, dueAt: due)) == .badPost)
        #expect(desk.refusal(of: Desk.newPost("../x", dueAt: due)) == .badName)
        #expect(desk.refusal(of: Desk.newPost("", dueAt: due)) == .badName)
        #expect(desk.refusal(of: Desk.newPost("x", campaign: "a b", dueAt: due)) == .badName)
        #expect(desk.refusal(of: .reviewPost("x", .keep)) == .unknownPost)
        #expect(desk.live.posts.isEmpty)
    }

    @Test("Posts that are over leave room for new ones")
    func openPosts() {
        var desk = Desk()
        for id in ["a", "b", "c"] { desk.schedule(id, in: 10) }
        #expect(desk.live.openPostCount == 3)
        desk.wait(10)
        desk.run(.reportDispatch("a", attempt: 1, .published(link: nil)))
        desk.run(.reportDispatch("b", attempt: 1, .failed(reason: "gone")))
        #expect(desk.live.openPostCount == 2)
        desk.run(.cancelPosts(["b"], scopes: [], reason: nil))
        desk.run(.reportDispatch("c", attempt: 1, .unknown(reason: "?")))
        #expect(desk.live.openPostCount == 1)
        desk.run(.resolvePost("c", .published, note: nil))
        #expect(desk.live.openPostCount == 0 && desk.live.posts.count == 3)
    }

    @Test("An account with posts in the queue is not retired, and a retired one takes and keeps none")
    func retiring() {
        var desk = Desk()
        desk.schedule("p", in: 10)
        #expect(desk.refusal(of: .retireAccount("uk", reason: nil)) == .wrongState)
        desk.wait(10)
        desk.run(.retireAccount("uk", reason: "sold"))
        desk.run(.reportDispatch("p", attempt: 1, .blocked(reason: "gate")))
        #expect(desk.refusal(of: Desk.newPost("q", dueAt: desk.now.adding(seconds: 5))) == .accountRetired)
        #expect(desk.refusal(of: .reviewPost("p", .move(desk.now.adding(seconds: 5)))) == .accountRetired)
        #expect(desk.refusal(of: .retireAccount("uk", reason: nil)) == .accountRetired)
        desk.register("uk")
        #expect(desk.refusal(of: .reviewPost("p", .move(desk.now.adding(seconds: 5)))) == nil)
    }

    @Test("Names are checked however they come in, and an account with a queue keeps its network")
    func register() {
        var desk = Desk()
        func account(_ name: String, network: String = "net", unit: String? = nil, handle: String = "@x")
            -> Command
        {
            .registerAccount(
                AccountRegistered(
                    account: AccountID(recorded: name), network: NetworkID(recorded: network), handle: handle,
                    unit: unit.map { UnitID(recorded: $0) }
                )
            )
        }
        for bad in ["", "a b", "a/b", String(repeating: "a", count: 65)] {
            #expect(desk.refusal(of: account(bad)) == .badName)
            #expect(desk.refusal(of: account("ok", network: bad)) == .badName)
            #expect(desk.refusal(of: account("ok", unit: bad)) == .badName)
        }
        #expect(desk.refusal(of: account("ok", handle: "")) == .badName)
        desk.schedule("p")
        #expect(desk.refusal(of: account("uk", network: "other")) == .wrongState)
        #expect(desk.refusal(of: account("uk", unit: "rail")) == nil)
        #expect(desk.post("p")?.unit == "rail", "a post in the queue moves with its account")
    }

    @Test("A command is recognised by its client's id, also when the first was long ago")
    func clientIDs() {
        var desk = Desk()
        let command = Desk.newPost("p", dueAt: desk.now.adding(seconds: 60))
        #expect(desk.refusal(of: command, clientID: "c1") == nil)
        #expect(desk.refusal(of: command, clientID: "c1") == .alreadyDone)
        #expect(
            desk.refusal(of: Desk.newPost("q", dueAt: desk.now.adding(seconds: 60)), clientID: "c1")
                == .alreadyDone)
        #expect(desk.refusal(of: .approvePost("zz"), clientID: "c2") == .unknownPost)
        #expect(desk.refusal(of: .approvePost("p"), clientID: "c2") == nil, "a refusal takes no id")
        #expect(desk.log.count { $0.envelope.clientID == "c1" } == 1)
    }

    @Test("The oldest client ids are forgotten first, and only those beyond the bound")
    func clientIDBound() {
        var ids = ClientIDs()
        let count = ClientIDs.Limits.remembered
        for number in 1...(count + 10) { ids.remember("c\(number)", sequence: UInt64(number)) }
        #expect(ids["c10"] == nil && ids["c11"] == 11 && ids["c\(count + 10)"] == UInt64(count + 10))
    }

    @Test(
        "A note longer than its limit is refused; a stop's reason is cut instead, since a stop is never refused"
    )
    func longNotes() {
        var desk = Desk()
        desk.schedule("p")
        let long = String(repeating: "x", count: EngineLimits.noteBytesMax + 1)
        #expect(desk.refusal(of: .holdPosts(["p"], reason: long)) == .limitReached)
        #expect(desk.refusal(of: .declareCrisis(reason: long)) == .limitReached)
        #expect(desk.refusal(of: .cancelPosts(["p"], scopes: [], reason: long)) == .limitReached)
        var stop = Desk.stopEvent(epoch: 1)
        stop.reason = long
        desk.run(.engageStop(stop, outside: []))
        #expect(desk.live.stops[1]?.engaged.reason?.utf8.count == EngineLimits.noteBytesMax)
    }
}
