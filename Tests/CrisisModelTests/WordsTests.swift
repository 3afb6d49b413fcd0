import CrisisModel
import Testing

/// Identifiers, digests, scopes, realms and kinds: the words that stand in logs and on command lines.
@Suite("Words")
struct WordsTests {
    @Test(
        "A name of letters, digits and the few signs is taken as it is",
        arguments: ["a", "Eurostar-UK_2.b@x+1", "0"])
    func goodNames(text: String) throws {
        #expect(try AccountID(validating: text).text == text)
    }

    @Test("A name has at most 64 bytes")
    func nameLength() throws {
        let longest = String(repeating: "n", count: IdentifierLimits.bytesMax)
        #expect(try PostID(validating: longest).text == longest)
        #expect(throws: IdentifierFailure.tooLong(longest + "n")) { try PostID(validating: longest + "n") }
        #expect(throws: IdentifierFailure.empty) { try PostID(validating: "") }
    }

    @Test(
        "A name that could mean something to a shell, a path or a terminal is refused",
        arguments: ["a b", "a/b", "../x", "a\nb", "a\0", "é", "a:b", "a;b", "$x", "\u{1B}[2J", "*", "名"]
    )
    func badNames(text: String) {
        #expect(throws: IdentifierFailure.self) { try AccountID(validating: text) }
    }

    @Test("A refused name says why, without repeating all of it")
    func failureWords() {
        let long = String(repeating: "x", count: 10_000)
        #expect("\(IdentifierFailure.tooLong(long))".utf8.count < 200)
        #expect("\(IdentifierFailure.badCharacter(long))".utf8.count < 200)
        #expect("\(IdentifierFailure.empty)" == "a name must not be empty")
    }

    @Test("Names order by their text")
    func order() {
        let names = ["b", "a", "A", "a-1"].map { RuleID(recorded: $0) }
        #expect(names.sorted().map(\.text) == ["A", "a", "a-1", "b"])
    }

    @Test("A digest keeps its 32 bytes, in bytes and in hexadecimal", arguments: UInt64(1)...20)
    func digestRoundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
        let digest = try #require(Digest(bytes: bytes))
        #expect(digest.bytes == bytes, "seed \(seed)")
        #expect(Digest(hexadecimal: digest.description) == digest, "seed \(seed)")
        #expect(Digest(hexadecimal: digest.description.uppercased()) == digest, "seed \(seed)")
        var other = bytes
        other[Int.random(in: 0..<32, using: &random)] ^= 1
        #expect(Digest(bytes: other) != digest, "seed \(seed)")
    }

    @Test("What is not 32 bytes is no digest")
    func badDigests() {
        #expect(Digest(bytes: [UInt8](repeating: 0, count: 31)) == nil)
        #expect(Digest(bytes: [UInt8](repeating: 0, count: 33)) == nil)
        let good = String(repeating: "0a", count: 32)
        #expect(Digest(hexadecimal: good) != nil)
        for bad in [
            "", String(good.dropLast()), good + "0", String(good.dropLast()) + "g", "é" + good.dropFirst(2),
        ] {
            #expect(Digest(hexadecimal: bad) == nil)
        }
        #expect(Digest.zero.description == String(repeating: "0", count: 64))
    }

    @Test("A scope reads back from its own text")
    func scopeTexts() {
        var scopes: [StopScope] = [
            .all, .network(NetworkID(recorded: "twitter")), .account(AccountID(recorded: "eurostar-uk")),
            .campaign(CampaignID(recorded: "xmas.2009")),
        ]
        scopes += PostClass.allCases.map { .postClass($0) }
        for scope in scopes { #expect(StopScope(scope.description) == scope) }
        #expect(StopScope("class:paid") == .postClass(.paid))
    }

    @Test(
        "What is no scope is refused",
        arguments: [
            "", "ALL", "everything", "network", "network:", "class:", "class:loud", ":x", "post:1", "all:",
        ]
    )
    func badScopes(text: String) {
        #expect(StopScope(text) == nil)
    }

    @Test("A scope with a name longer than the gate can keep is refused")
    func longScope() {
        #expect(StopScope("account:" + String(repeating: "a", count: 64)) != nil)
        #expect(StopScope("account:" + String(repeating: "a", count: 65)) == nil)
    }

    @Test("Each scope covers its own and nothing else")
    func coverage() {
        let network = NetworkID(recorded: "n")
        let account = AccountID(recorded: "a")
        func covers(_ text: String, campaign: String? = "c", class postClass: PostClass = .routine) -> Bool? {
            StopScope(text)?.covers(
                network: network, account: account, campaign: campaign.map { CampaignID(recorded: $0) },
                postClass: postClass
            )
        }
        for text in ["all", "network:n", "account:a", "campaign:c", "class:routine"] {
            #expect(covers(text) == true)
        }
        for text in ["network:a", "account:n", "campaign:n", "class:paid"] { #expect(covers(text) == false) }
        #expect(covers("campaign:c", campaign: nil) == false)
        #expect(covers("all", campaign: nil, class: .crisis) == true)
    }

    @Test("Realm 0 is live, every other number is a drill")
    func realms() {
        #expect(RealmID.live.isLive && RealmID(0) == .live && !RealmID(1).isLive)
        #expect("\(RealmID.live), \(RealmID(7))" == "live, drill 7")
    }

    @Test("Every kind of event has one name, one number and one payload type")
    func kinds() {
        #expect(Set(EventKind.allCases.map(\.name)).count == EventKind.allCases.count)
        for kind in EventKind.allCases {
            #expect(EventKind(name: kind.name) == kind)
            #expect(EventKind(rawValue: kind.rawValue) == kind)
            #expect(kind.payloadType.kind == kind)
            #expect(kind.payloadType.init().event.kind == kind)
            #expect(kind.schemaVersion == 1)
            #expect(kind.name.split(separator: ".").count == 2)
        }
        #expect(EventKind(name: "post.exploded") == nil)
        #expect(EventKind(name: "") == nil)
    }

    @Test("Canonical bytes depend on the values, never on a dictionary's own order")
    func canonicalOrder() {
        var forwards: [Int64: Note] = [:]
        var backwards: [Int64: Note] = [:]
        for number in Int64(0)..<200 { forwards[number] = Note(number: number) }
        for number in (Int64(0)..<200).reversed() { backwards[number] = Note(number: number) }
        var first = CanonicalBytes()
        first.keyed("notes", &forwards)
        var second = CanonicalBytes()
        second.keyed("notes", &backwards)
        #expect(first.bytes == second.bytes)
        backwards[7]?.text = ""
        var third = CanonicalBytes()
        third.keyed("notes", &backwards)
        #expect(first.bytes != third.bytes, "an empty text is not an absent one")
    }

    private struct Note: CanonicalState {
        var number: Int64
        var text: String?

        static let blank = Note(number: 0)

        mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
            try coder.integer("number", &number)
            try coder.text("text", &text)
        }
    }
}
