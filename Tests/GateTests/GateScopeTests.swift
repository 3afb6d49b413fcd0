import Testing

@testable import Gate

@Suite("Scopes")
struct GateScopeTests {
    @Test("A scope narrows to its network, account, campaign or class, and several are a union")
    func narrowing() {
        let cases: [(StopScope, covered: PostFacts, free: PostFacts)] = [
            (.network(Facts.name("mastodon")), Facts.post(network: "mastodon"), Facts.post()),
            (.account(Facts.name("rail_fr")), Facts.post(account: "rail_fr"), Facts.post()),
            (.campaign(Facts.name("christmas")), Facts.post(campaign: "christmas"), Facts.post()),
            (.postClass(.paid), Facts.post(.paid), Facts.post(.campaign)),
        ]
        for (scope, covered, free) in cases {
            let gate: Gate<Live> = Facts.openGate()
            let number = gate.press(Facts.request([scope])) ?? 0
            #expect(gate.decision(for: covered) == .held(by: number), "\(scope.text)")
            #expect(gate.decision(for: free) == .permitted, "\(scope.text)")
        }
        let union: Gate<Live> = Facts.openGate()
        let number = union.press(Facts.request(cases.map(\.0))) ?? 0
        for (_, covered, _) in cases { #expect(union.decision(for: covered) == .held(by: number)) }
        #expect(union.decision(for: Facts.post()) == .permitted)
    }

    @Test("A scope that is the name of nothing engages nothing and takes no number")
    func matchesNothing() {
        let gate: Gate<Live> = Facts.openGate()
        let before = gate.epoch
        #expect(gate.press(Facts.request([.account(Facts.name("rail_ukk"))])) == nil)
        #expect(gate.epoch == before)
        #expect(gate.engagedStops().isEmpty)
        #expect(gate.decision(for: Facts.post()) == .permitted)
    }

    @Test("Of several scopes the known ones are stopped, and the answer names the others")
    func partlyUnknown() {
        let gate: Gate<Live> = Facts.openGate()
        let request = Facts.request([.account(Facts.name("nobody")), .account(Facts.name("rail_uk"))])
        guard case .engaged(let engagement) = gate.engage(request) else {
            Issue.record("nothing was engaged")
            return
        }
        #expect(engagement.unmatchedScopes == 0b01)
        #expect(gate.decision(for: Facts.post()) == .held(by: engagement.record.epoch))
        #expect(gate.decision(for: Facts.post(account: "rail_fr")) == .permitted)
    }

    @Test(
        "Before the names are known, and when there are too many, a named scope stops everything and says so")
    func namesUnknown() {
        let unknown = Gate<Live>()
        let overflowed: Gate<Live> = Facts.openGate()
        overflowed.publish(
            KnownScopes(networks: [String(repeating: "n", count: 65)], accounts: [], campaigns: []))
        for (gate, widening) in [(unknown, Widening.namesNotKnownYet), (overflowed, .tooManyNames)] {
            guard case .engaged(let engagement) = gate.engage(Facts.request([.account(Facts.name("x"))]))
            else {
                Issue.record("nothing was engaged")
                continue
            }
            #expect(engagement.record.scopes.coversAll)
            #expect(engagement.record.widening == widening)
        }
    }

    @Test("A class is always known, also before the log has been read")
    func classBeforeNames() {
        let gate = Gate<Live>()
        gate.press(Facts.request([.postClass(.paid)]))
        gate.open(after: .nothingEngaged(epoch: 1))
        #expect(gate.decision(for: Facts.post(.paid)) == .held(by: gate.epoch))
        #expect(gate.decision(for: Facts.post(.routine)) == .permitted)
    }

    @Test("The published names are all found again, whatever their number")
    func knownNames() {
        let names = (0..<5_000).map { "account-\($0)" }
        let known = KnownScopes(networks: ["a"], accounts: names, campaigns: ["a"])
        for name in names { #expect(known.contains(.account(Facts.name(name)))) }
        #expect(known.contains(.network(Facts.name("a"))) && known.contains(.campaign(Facts.name("a"))))
        #expect(
            !known.contains(.account(Facts.name("a")))
                && !known.contains(.account(Facts.name("account-5000"))))
    }

    @Test("A scope reads back from its text, and a ninth widens to everything")
    func textAndLimit() {
        for text in ["all", "network:x", "account:a:b", "campaign:ä", "class:service"] {
            #expect(StopScope(text: text)?.text == text)
        }
        for text in [
            "", "al", "account", "account:", "class:none", "region:x",
            "account:" + String(repeating: "x", count: 65),
        ] {
            #expect(StopScope(text: text) == nil, "\(text)")
        }
        #expect(ScopeList((0..<8).map { .account(Facts.name("\($0)")) }).coversAll == false)
        #expect(ScopeList((0..<9).map { .account(Facts.name("\($0)")) }).coversAll)
        #expect(ScopeList([]).coversAll)
    }
}
