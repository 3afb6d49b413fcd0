import Testing

@testable import Gate

@Suite("Many stops")
struct StopTableTests {
    private let account = StopScope.account(Facts.name("rail_fr"))

    @Test("The seventeenth stop covers everything, until all stops up to its number are released")
    func seventeenth() {
        let gate: Gate<Live> = Facts.openGate()
        let numbers = (0..<16).compactMap { _ in gate.press(Facts.request([account])) }
        #expect(gate.decision(for: Facts.post()) == .permitted)
        guard case .engaged(let seventeenth) = gate.engage(Facts.request([account])) else {
            Issue.record("nothing was engaged")
            return
        }
        #expect(seventeenth.record.widening == .tooManyStops)
        #expect(gate.decision(for: Facts.post()) == .held(by: seventeenth.record.epoch))
        let eighteenth = gate.press(Facts.request([account])) ?? 0
        for number in numbers { #expect(gate.release(epoch: number) == .released) }
        #expect(gate.release(epoch: seventeenth.record.epoch) == .partOfOverflow)
        #expect(gate.release(epoch: eighteenth) == .partOfOverflow)
        #expect(gate.decision(for: Facts.post()) == .held(by: eighteenth))
        gate.releaseAll(through: eighteenth - 1)
        #expect(gate.decision(for: Facts.post()) == .held(by: eighteenth))
        gate.releaseAll(through: eighteenth)
        #expect(gate.decision(for: Facts.post()) == .permitted)
        #expect(gate.engagedStops().isEmpty)
    }

    @Test("A single seventeenth stop is released by its own number")
    func oneTooMany() {
        let gate: Gate<Live> = Facts.openGate()
        for _ in 0..<16 { gate.press(Facts.request([account])) }
        let seventeenth = gate.press(Facts.request([account])) ?? 0
        #expect(gate.decision(for: Facts.post()) == .held(by: seventeenth))
        #expect(gate.release(epoch: seventeenth) == .released)
        #expect(gate.decision(for: Facts.post()) == .permitted)
        #expect(gate.engagedStops().count == 16)
    }

    @Test(
        "A post goes out only when no engaged stop covers it, in whatever order they are released",
        arguments: UInt64(1)...40)
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let gate: Gate<Live> = Facts.openGate()
        var model: [UInt64: StopScope] = [:]
        let scopes: [StopScope] = [.all, account, .postClass(.paid), .network(Facts.name("mastodon"))]
        let posts = [
            Facts.post(), Facts.post(account: "rail_fr"), Facts.post(.paid), Facts.post(network: "mastodon"),
        ]
        for _ in 0..<60 {
            if model.count < 16, Bool.random(using: &random), let scope = scopes.randomElement(using: &random)
            {
                if let number = gate.press(Facts.request([scope])) { model[number] = scope }
            } else if let number = model.keys.sorted().randomElement(using: &random) {
                #expect(gate.release(epoch: number) == .released)
                model[number] = nil
            }
            for post in posts {
                let holder = model.filter { $0.value.covers(post) }.keys.min()
                #expect(
                    gate.decision(for: post) == (holder.map { .held(by: $0) } ?? .permitted), "seed \(seed)")
            }
        }
    }

    @Test("A repeated stop takes a new number, unless its client id is engaged already")
    func repetition() {
        let gate: Gate<Live> = Facts.openGate()
        let first = gate.press(Facts.request(clientID: "hand")) ?? 0
        #expect(gate.press() == first + 1)
        #expect(gate.press(Facts.request(clientID: "hand")) == first)
        #expect(gate.epoch == first + 1)
        #expect(gate.release(epoch: first) == .released)
        #expect(gate.press(Facts.request(clientID: "hand")) == first + 2)
    }

    @Test("Releasing what is not engaged changes nothing")
    func releaseOfNothing() {
        let gate: Gate<Live> = Facts.openGate()
        let number = gate.press() ?? 0
        #expect(gate.release(epoch: number + 1) == .notEngaged)
        #expect(gate.release(epoch: 0) == .notEngaged)
        #expect(gate.decision(for: Facts.post()) == .held(by: number))
    }
}
