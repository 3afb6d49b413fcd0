import Testing

@testable import Gate

@Suite("Messages of the stop socket")
struct StopMessageTests {
    private func read(_ text: String, isComplete: Bool = true) -> StopMessage {
        read(Array(text.utf8), isComplete: isComplete)
    }

    private func read(_ bytes: [UInt8], isComplete: Bool = true) -> StopMessage {
        bytes.withUnsafeBytes { StopMessage($0, isComplete: isComplete, actor: StopActor(origin: .socket)) }
    }

    private func call(_ parameters: String) -> StopMessage {
        read(#"{"method":"org.tocsin.Stop.Engage","parameters":{"# + parameters + "}}")
    }

    @Test(
        "Empty and free text stop everything, and the text is the reason",
        arguments: ["", "stop", "  fire in hall 3\r", "}{"])
    func freeText(text: String) {
        let message = read(text)
        #expect(!message.isCall && message.request.scopes.coversAll && message.request.widening == .none)
        #expect(message.request.reason.string == text.split { " \r".contains($0) }.joined(separator: " "))
    }

    @Test("A reason is cut between characters, and holds no control characters and no broken UTF-8")
    func reasons() {
        #expect(
            read(String(repeating: "ä", count: 150)).request.reason.string
                == String(repeating: "ä", count: 100))
        #expect(read([0x61, 0x1B, 0x5B, 0x62, 0xFF, 0x63]).request.reason.string == "a [b?c")
        let cut = call(#""reason":"x"# + String(repeating: "ä", count: 150) + "\"")
        #expect(cut.request.reason.string == "x" + String(repeating: "ä", count: 99))
        #expect(cut.request.widening == .none)
        #expect(call(#""reason":"a\u0007b\nc""#).request.reason.string == "a b c")
    }

    @Test("Every parameter of the call is understood")
    func wholeCall() {
        let message = call(
            #"""
            "scopes":["network:webhook" , "account:rail \u00fck\ud83d\ude00","campaign:x","class:paid"],
            "category":"letFinish", "includeCrisisStatements":true,"reason":"because","clientId":"c1","origin":"unit"
            """#)
        let request = message.request
        #expect(message.isCall && message.wantsReply && request.widening == .none)
        #expect(
            request.scopes.array.map(\.text) == [
                "network:webhook", "account:rail ük😀", "campaign:x", "class:paid",
            ])
        #expect(request.category == .letFinish && request.includesCrisisStatements)
        #expect(request.reason.string == "because" && request.clientID.string == "c1")
        #expect(request.actor.origin == .unit)
    }

    @Test(
        "What a call leaves out has its usual meaning",
        arguments: [
            #"{"method":"org.tocsin.Stop.Engage"}"#, #"{"method":"org.tocsin.Stop.Engage","parameters":{}}"#,
            #"{"parameters":null,"method":"org.tocsin.Stop.Engage","more":false}"#,
            #" {"method":"org.tocsin.Stop.Engage","parameters":{"scopes":[],"reason":null,"category":"default"}} "#,
        ])
    func defaults(text: String) {
        let message = read(text)
        #expect(message.isCall && message.request.widening == .none)
        #expect(message.request.scopes.coversAll && message.request.category == .standard)
        #expect(!message.request.includesCrisisStatements)
    }

    @Test("A oneway call is not answered")
    func oneway() {
        #expect(!read(#"{"method":"org.tocsin.Stop.Engage","oneway":true}"#).wantsReply)
    }

    @Test(
        "A call that is not understood stops everything and says why",
        arguments: [
            ("{", Widening.unreadable), ("{}", .unreadable),
            (#"{"method":"org.tocsin.Stop.Release"}"#, .unreadable),
            (#"{"method":"org.tocsin.Stop.Engage"} x"#, .unreadable), (#"{"method":7}"#, .unreadable),
            (#"{"method":"org.tocsin.Stop.Engage","extra":1}"#, .unknownField),
            (#"{"method":"org.tocsin.Stop.Engage","method":"org.tocsin.Stop.Engage"}"#, .unreadable),
            (#"{"parameters":{"scopes":["account:rail_uk"]}}"#, .unreadable),
            (String(repeating: "{\"a\":", count: 500), .unknownField),
        ])
    func notUnderstood(text: String, widening: Widening) {
        let request = read(text).request
        #expect(request.scopes.coversAll && request.widening == widening)
    }

    @Test(
        "A parameter that is not understood stops everything and says why",
        arguments: [
            (#""scope":["account:rail_uk"]"#, Widening.unknownField),
            (#""scopes":"account:rail_uk""#, .unreadable),
            (#""scopes":["account:rail_uk",]"#, .unreadable), (#""scopes":["account:rail_uk""#, .unreadable),
            (#""scopes":["region:eu"]"#, .unreadable), (#""scopes":["class:loud"]"#, .unreadable),
            (#""scopes":[7]"#, .unreadable), (#""scopes":["account:\ud83d"]"#, .unreadable),
            (#""scopes":["account:a\"#, .unreadable), (#""category":"hold""#, .unreadable),
            (#""includeCrisisStatements":1"#, .unreadable), (#""origin":"socket""#, .unreadable),
            (#""scopes":["account:a"],"scopes":["account:b"]"#, .unreadable),
            (#""scopes":["account:\#(String(repeating: "x", count: 65))"]"#, .nameTooLong),
            (#""scopes":["account:\#(String(repeating: "x", count: 900))"]"#, .nameTooLong),
            (
                #""scopes":["# + (0..<9).map { "\"account:\($0)\"" }.joined(separator: ",") + "]",
                .tooManyScopes
            ),
            (#""clientId":"\#(String(repeating: "x", count: 65))""#, .unreadable),
        ])
    func badParameter(text: String, widening: Widening) {
        let request = call(text).request
        #expect(request.scopes == .all && request.widening == widening)
    }

    @Test("A stop of everything that was not understood keeps what makes it more silent")
    func keepsSeverity() {
        let request = call(#""includeCrisisStatements":true,"category":"cut","nonsense":1"#).request
        #expect(request.includesCrisisStatements && request.category == .cut)
    }

    @Test("A message that is too long or no UTF-8 stops everything")
    func longAndBroken() {
        #expect(read("{\"method\"", isComplete: false).request.widening == .messageTooLong)
        #expect(read("words", isComplete: false).request.widening == .messageTooLong)
        #expect(read(Array("{\"method\":\"".utf8) + [0xC0, 0xAF]).request.widening == .unreadable)
    }

    @Test("Whatever bytes arrive, the result is a stop", arguments: UInt64(1)...200)
    func anyBytes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bytes = Array(
            #"{"method":"org.tocsin.Stop.Engage","parameters":{"scopes":["account:rail_uk","class:paid"],"reason":"\u00e4"}}"#
                .utf8)
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0...2, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            default:
                bytes.insert(
                    contentsOf: Array("{[\"\\u,:".utf8).shuffled(using: &random).prefix(2), at: place)
            }
        }
        let request = read(bytes).request
        #expect(request.scopes.count >= 1, "seed \(seed)")
        #expect(request.widening == .none || request.scopes == .all, "seed \(seed)")
    }
}
