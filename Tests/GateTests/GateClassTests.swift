import Testing

@testable import Gate

@Suite("Classes and stops")
struct GateClassTests {
    enum Level: CaseIterable {
        case noStop, stop, stopWithCrisisStatements
    }

    @Test(
        "Each class at each stop level has the outcome that the design's table gives",
        arguments: PostClass.allCases, Level.allCases)
    func matrix(kind: PostClass, level: Level) {
        let gate: Gate<Live> = Facts.openGate()
        var number: UInt64?
        switch level {
        case .noStop: break
        case .stop: number = gate.press()
        case .stopWithCrisisStatements: number = gate.press(Facts.request(includesCrisisStatements: true))
        }
        let approval = PostApproval(textHash: Facts.hash(1), epoch: gate.epoch)
        let post = Facts.post(kind, crisisDeclared: true, approval: approval)
        let passes = level == .noStop || (level == .stop && kind == .crisis)
        if passes {
            #expect(gate.decision(for: post) == .permitted)
        } else {
            #expect(gate.decision(for: post) == .held(by: number ?? 0))
        }
        #expect(gate.gives(post) == passes)
    }

    @Test(
        "A crisis statement passes only with a declared crisis and an approval of its very text after the stop"
    )
    func crisisConditions() {
        let gate: Gate<Live> = Facts.openGate()
        let before = PostApproval(textHash: Facts.hash(1), epoch: gate.epoch)
        let number = gate.press() ?? 0
        let after = PostApproval(textHash: Facts.hash(1), epoch: gate.epoch)
        func decision(_ crisis: Bool, _ approval: PostApproval?, text: UInt64 = 1) -> GateDecision {
            gate.decision(for: Facts.post(.crisis, text: text, crisisDeclared: crisis, approval: approval))
        }
        #expect(decision(true, after) == .permitted)
        #expect(decision(false, after) == .held(by: number))
        #expect(decision(true, nil) == .held(by: number))
        #expect(decision(true, before) == .held(by: number))
        #expect(decision(true, after, text: 2) == .held(by: number))
    }

    @Test("A second stop voids the approvals that the first one accepted")
    func secondStop() {
        let gate: Gate<Live> = Facts.openGate()
        gate.press()
        let approval = PostApproval(textHash: Facts.hash(1), epoch: gate.epoch)
        let post = Facts.post(.crisis, crisisDeclared: true, approval: approval)
        #expect(gate.decision(for: post) == .permitted)
        let second = gate.press() ?? 0
        #expect(gate.decision(for: post) == .held(by: second))
    }

    @Test("Lowering a stop lets crisis statements pass, and nothing else")
    func lowering() {
        let gate: Gate<Live> = Facts.openGate()
        let number = gate.press(Facts.request(includesCrisisStatements: true)) ?? 0
        let approval = PostApproval(textHash: Facts.hash(1), epoch: gate.epoch)
        let statement = Facts.post(.crisis, crisisDeclared: true, approval: approval)
        #expect(gate.decision(for: statement) == .held(by: number))
        #expect(gate.lower(epoch: number))
        #expect(gate.decision(for: statement) == .permitted)
        #expect(gate.decision(for: Facts.post(.service)) == .held(by: number))
        #expect(!gate.lower(epoch: number + 1))
    }
}
