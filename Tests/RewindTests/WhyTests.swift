import CrisisModel
import Engine
import Rewind
import Testing
import Varlink

@Suite("Why an event happened")
struct WhyTests {
    /// Every node's links exist, are earlier, and every chain ends somewhere that is an end.
    private static func check(_ why: Why, _ label: String) {
        #expect(why.nodes[why.event] != nil, "\(label)")
        #expect(why.omitted == 0, "\(label)")
        for node in why.nodes.values {
            #expect(
                !node.links.isEmpty || node.origin != nil,
                "\(label): event \(node.sequence) (\(node.kind.name)) ends nowhere")
            for link in node.links {
                #expect(link.sequence < node.sequence, "\(label): \(node.sequence) rests on a later event")
                #expect(
                    why.nodes[link.sequence] != nil, "\(label): \(node.sequence) rests on \(link.sequence)")
            }
        }
    }

    @Test("Every event of the night of 2009 leads to a person, a source, a start or a time")
    func eurostar() throws {
        let night = try Rehearsed.eurostar()
        let told = Told(night.events)
        #expect(night.events.count > 1_500)
        var kinds: Set<EventKind> = []
        for event in night.events {
            kinds.insert(event.event.kind)
            // Mentions are many and alike.
            if event.event.kind == .mentionRecorded, !event.envelope.sequence.isMultiple(of: 40) { continue }
            if event.event.kind == .drillAdvanced || event.event.kind == .drillInjected
                || event.event.kind == .sentimentScored, !event.envelope.sequence.isMultiple(of: 40)
            {
                continue
            }
            let why = try Why.find(event.envelope.sequence, in: told)
            Self.check(why, "eurostar \(event.envelope.sequence)")
        }
        #expect(kinds.contains(.detectionFired) && kinds.contains(.stopReleased))
    }

    @Test("Every event of random work leads to an end", arguments: UInt64(1)...12)
    func random(seed: UInt64) throws {
        let told = Told.random(seed: seed, commands: 300)
        for event in told.events {
            Self.check(
                try Why.find(event.envelope.sequence, in: told), "seed \(seed), \(event.envelope.sequence)")
        }
    }

    @Test("A firing names its rule's version, the mentions it counted and their scores")
    func firing() throws {
        var desk = Desk(accounts: ["uk"], unit: "rail")
        desk.run(Desk.rule(threshold: 3))
        desk.run(Desk.rule(threshold: 2))
        desk.schedule("offer")
        desk.hear(2)
        let told = Told(desk.log)
        let fired = try #require(desk.log.first { $0.event.kind == .detectionFired })
        let why = try Why.find(fired.envelope.sequence, in: told)
        let node = try #require(why.nodes[why.event])
        let kinds = node.links.compactMap { why.nodes[$0.sequence]?.kind }
        #expect(kinds.filter { $0 == .mentionRecorded }.count == 2)
        #expect(kinds.filter { $0 == .sentimentScored }.count == 2)
        let rule = try #require(node.links.first { $0.relation == .rule })
        #expect(why.nodes[rule.sequence]?.summary.contains("version 2") == true)
        let held = try #require(desk.log.last { $0.event.kind == .postHeld })
        let text = try Why.find(held.envelope.sequence, in: told).lines.joined(separator: "\n")
        #expect(text.contains("rule angry") && text.contains("source feed"))
    }

    @Test("A post that went out at its time names the time, the approval and the person")
    func dispatch() throws {
        var desk = Desk()
        desk.schedule("a", in: 60)
        desk.run(.approvePost("a"), by: Desk.ben)
        desk.wait(60)
        desk.run(.reportDispatch("a", attempt: 1, .published(link: "x")), by: .daemon)
        let why = try Why.find(UInt64(desk.log.count), in: Told(desk.log))
        Self.check(why, "dispatch")
        let sent = try #require(why.nodes.values.first { $0.kind == .postDispatchStarted })
        guard case .timer(let time)? = sent.origin else {
            Issue.record("\(String(describing: sent.origin))")
            return
        }
        #expect(time == Desk.start.adding(seconds: 60))
        #expect(sent.links.contains { $0.relation == .approval })
        #expect(why.lines.joined().contains("person ana (uid 1001, login uid 1001)"))
        #expect(why.json["nodes"]?.arrayValue?.count == why.nodes.count)
    }

    @Test("The chain of one post leaves out the others that were held with it")
    func onePost() throws {
        var desk = Desk()
        for name in ["a", "b", "c"] { desk.schedule(name, in: 600) }
        desk.stop()
        desk.release(1)
        desk.run(.reviewPost("b", .move(desk.now.adding(seconds: 60))))
        let why = try Why.find(UInt64(desk.log.count), in: Told(desk.log))
        Self.check(why, "one post")
        let scheduled = why.nodes.values.filter { $0.kind == .postScheduled }
        #expect(scheduled.count == 1 && scheduled.first?.summary.contains("post b") == true)
        let held = try #require(desk.log.first { $0.event.kind == .postHeld }).envelope.sequence
        let all = try Why.find(held, in: Told(desk.log))
        #expect(all.nodes.values.filter { $0.kind == .postScheduled }.count == 3)
    }

    @Test("An event that is not there, and a stream with a gap, are refused")
    func refused() throws {
        var desk = Desk()
        desk.schedule("a")
        var told = Told(desk.log)
        #expect(throws: RewindError.self) { try Why.find(99, in: told) }
        told.events.remove(at: 0)
        let error = #expect(throws: RewindError.self) { try Why.find(2, in: told) }
        #expect(error?.code == .incomplete)
    }
}
