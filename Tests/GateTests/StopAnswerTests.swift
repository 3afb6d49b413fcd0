import Testing

@testable import Gate

@Suite("Answers")
struct StopAnswerTests {
    private func answer(
        _ result: StopAnswer.Result = .stopped, scopes: [StopScope] = [], durability: Durability = .durable,
        widening: Widening = .none, unmatched: UInt8 = 0
    ) -> StopAnswer {
        var answer = StopAnswer.blank
        answer.result = result
        answer.record = Facts.record(7, id: StopID(high: 0x0123_4567_89AB_CDEF, low: 255), scopes: scopes)
        answer.record.widening = widening
        answer.durability = durability
        answer.unmatchedScopes = unmatched
        answer.receivedAt = 1_700_000_000_000_001
        answer.gateClosedAt = 1_700_000_000_000_005
        answer.gateClosedAfterNanoseconds = 4_100
        answer.durableAt = 1_700_000_000_000_417
        answer.durableAfterNanoseconds = 412_900
        return answer
    }

    @Test("A person reads first whether it is stopped, then what, then how safely")
    func lines() {
        #expect(answer().line == "STOPPED 22:13:20 UTC: everything. Stop 7. On disk after 412 microseconds.")
        #expect(
            answer(durability: .untilReboot).line
                == "STOPPED 22:13:20 UTC: everything. Stop 7. NOT ON DISK YET: in force until this machine restarts. "
                + "Writing goes on.")
        #expect(
            answer(durability: .memoryOnly).line
                == "STOPPED 22:13:20 UTC: everything. Stop 7. IN MEMORY ONLY: in force until the daemon ends. "
                + "Writing goes on.")
        #expect(
            answer(widening: .unreadable).line.hasSuffix(
                " It covers everything because the message could not be read."))
        #expect(answer(.repeated).line.contains("Stop 7, engaged before. "))
    }

    @Test("Scopes are named, and those that match nothing apart from the others")
    func scopes() {
        let scopes: [StopScope] = [.account(Facts.name("nobody")), .postClass(.paid)]
        #expect(
            answer(scopes: scopes, unmatched: 1).line
                == "STOPPED 22:13:20 UTC: class:paid. Stop 7. On disk after 412 microseconds. There is no account:nobody."
        )
        #expect(
            answer(.notStopped, scopes: scopes).line
                == "NOT STOPPED: there is no account:nobody, no class:paid. Nothing changed.")
        #expect(
            answer(.notStopped, scopes: scopes).reply
                == #"{"error":"org.tocsin.Stop.ScopeMatchesNothing","parameters":{"scopes":["account:nobody","class:paid"]}}"#
        )
    }

    @Test("A program gets every figure, and `durable` only when it is")
    func replies() {
        let start =
            #"{"parameters":{"epoch":7,"durability":"durable","engagedId":"0123456789abcdef00000000000000ff","#
            + #""received":1700000000000001,"gateClosed":1700000000000005,"gateClosedAfterNanoseconds":4100,"#
        #expect(
            answer().reply
                == start + #""durable":1700000000000417,"durableAfterNanoseconds":412900,"repeated":false,"#
                + #""widened":false,"scopes":["all"],"unmatchedScopes":[]}}"#)
        let late = answer(scopes: [.account(Facts.name("a\"\\\u{1}"))], durability: .untilReboot).reply
        #expect(!late.contains("\"durable\"") && late.contains(#""durability":"untilReboot""#))
        #expect(late.contains(#""scopes":["account:a\"\\\u0001"]"#))
        #expect(
            answer(widening: .tooManyStops).reply.contains(#""widened":true,"widenedBecause":"tooManyStops""#)
        )
    }

    @Test("The longest answer fits, and can be read whole")
    func longest() {
        let scopes = (0..<8).map {
            StopScope.campaign(Facts.name(String(repeating: "\u{1}", count: 63) + "\($0)"))
        }
        let reply = answer(scopes: scopes, unmatched: 0xFF).reply
        #expect(reply.hasSuffix("\"]}}") && reply.utf8.count < StopAnswer.textSizeMax)
    }

    @Test("An id reads back from its 32 digits")
    func identifiers() {
        let id = StopID.random()
        #expect(StopID(hex: id.hex) == id && id.hex.utf8.count == 32)
        #expect(StopID(hex: "0") == nil && StopID(hex: String(repeating: "g", count: 32)) == nil)
        #expect(StopID.random() != StopID.random())
    }
}
