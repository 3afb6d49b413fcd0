@testable import TocsinCommands
import ArgumentParser
import ControlInterface
import Testing
import Varlink

@Suite("stop, as it is typed")
struct StopCommandTests {
    private let harness = Harness()

    @Test(
        "What is not understood is never passed over: nothing is sent, and the first words say so",
        arguments: [
            ["stop", "--scpe", "account:x"], ["stop", "now"], ["stop", "--cut", "--let-finish"],
            ["stop", "--reason"],
            ["stop", "--scope"], ["stop", "-f"], ["stop", "--force"], ["stop", "all"],
        ])
    func mistakes(arguments: [String]) {
        let console = RecordingConsole()
        let session = Session(
            console: console, surroundings: harness.surroundings,
            findPlace: { _ in
                Issue.record("a place was looked for"); return .installed
            },
            connect: { _ throws(VarlinkClientError) in throw .closed },
            connectPipeline: { _ throws(VarlinkClientError) in throw .closed })
        #expect(CommandLineTool.run(arguments, in: session) == .usage)
        #expect(console.errors.hasPrefix("tocsinctl: NOT STOPPED"))
        #expect(console.errors.contains("Next: tocsinctl stop"))
        #expect(console.output.isEmpty)
    }

    @Test(
        "A scope of a wrong form is NOT STOPPED and exit 2, with the right form beside it",
        arguments: [
            ("acount:eurostar", "account:eurostar"), ("eurostar", "account:eurostar"),
            ("account=eurostar", "account:eurostar"), ("class:crisi", "class:crisis"),
        ])
    func badScope(typed: String, meant: String) {
        #expect(harness.run("stop", "--scope", typed) == .notStopped)
        #expect(harness.console.errors.contains("NOT STOPPED: \(typed) is not a scope"))
        #expect(harness.console.errors.contains("tocsinctl stop --scope \(meant)"))
    }

    @Test(
        "A mistyped stop says NOT STOPPED and names the right word",
        arguments: ["stpo", "sotp", "stopp", "sto"])
    func mistypedNoun(word: String) {
        #expect(harness.run(word) == .usage)
        #expect(harness.console.errors.contains("NOT STOPPED"))
        #expect(harness.console.errors.contains("Next: tocsinctl stop"))
    }

    @Test("More scopes than a stop keeps are refused here: the stop path would stop everything")
    func tooManyScopes() {
        let scopes = (1...9).flatMap { ["--scope", "account:a\($0)"] }
        let console = RecordingConsole()
        let session = Session(
            console: console, surroundings: harness.surroundings, findPlace: { _ in .installed },
            connect: { _ throws(VarlinkClientError) in throw .closed },
            connectPipeline: { _ throws(VarlinkClientError) in throw .closed })
        #expect(CommandLineTool.run(["stop"] + scopes, in: session) == .notStopped)
    }

    @Test("A long reason is cut where the stop path would cut it, between characters")
    func longReason() throws {
        let command = try StopCommand.parse(["--reason", String(repeating: "é", count: 300)])
        let request = try StopRequest(StopArguments(command))
        #expect(request.reason == String(repeating: "é", count: 100))
    }

    @Test("Two presses have different ids")
    func ids() throws {
        let command = try StopCommand.parse([])
        #expect(
            try StopRequest(StopArguments(command)).clientID != StopRequest(StopArguments(command)).clientID)
    }

    @Test("A dry run asks what would be held, and says first that nothing was stopped")
    func dryRun() throws {
        try harness.channel.answer(
            StopInterface.Preview.self,
            .init(posts: [
                .init(post: "p1", account: "eurostar", postClass: "campaign", dueAt: "2026-01-01T10:00:00Z")
            ]))
        #expect(harness.run("stop", "--dry-run", "--scope", "class:campaign") == .done)
        #expect(
            harness.console.output == """
                NOTHING WAS STOPPED. A stop would hold 1 post:
                DUE                   ACCOUNT   CLASS     POST
                2026-01-01T10:00:00Z  eurostar  campaign  p1
                Next: tocsinctl stop --scope class:campaign

                """)
        #expect(harness.channel.calls.map(\.method) == [StopInterface.Preview.name])
    }

    @Test("A drill's stop goes to the named drill over the control socket, and its first word is EXERCISE")
    func drill() throws {
        try harness.channel.answer(
            StopInterface.Engage.self,
            .init(
                epoch: 3, durability: "durable", engagedId: "x", received: 1_767_305_643_000_000,
                gateClosed: 1_767_305_643_000_400, widened: false, scopes: ["all"]))
        try harness.channel.answer(StopInterface.GetReceipt.self, .init(receipt: ReceiptTests.receipt()))
        #expect(harness.run("stop", "--drill", "night") == .done)
        #expect(harness.console.output.hasPrefix("EXERCISE"))
        #expect(harness.channel.parameters(of: StopInterface.Engage.self)?["drill"] == "night")
        #expect(harness.console.output.contains("--drill night"))
    }

    @Test("A drill's stop that fails says EXERCISE, NOT STOPPED")
    func drillFails() {
        harness.channel.refuse(StopInterface.Engage.self, code: "unknown-drill", "there is no drill night")
        #expect(harness.run("stop", "--drill", "night") == .refused)
        #expect(harness.console.errors.contains("EXERCISE, NOT STOPPED: there is no drill night"))
    }

    @Test("A drill's stop of nothing is NOT STOPPED and exit 2, and says EXERCISE")
    func drillMatchesNothing() throws {
        harness.channel.refuse(
            StopInterface.Engage.self, code: "bad-scope", "NOT STOPPED: nothing is named account:x")
        try harness.channel.answer(AccountInterface.List.self, .init(accounts: [CommandTests.account("xy")]))
        #expect(harness.run("stop", "--drill", "night", "--scope", "account:x") == .notStopped)
        #expect(harness.console.errors.contains("EXERCISE, NOT STOPPED: account:x matches nothing"))
        #expect(harness.console.errors.contains("Next: tocsinctl stop --scope account:xy --drill night\n"))
    }

    @Test(
        "The short way and the general parser understand the same, or the short way steps back",
        arguments: UInt64(1)...300)
    func twoParsers(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let words = [
            "--scope", "--reason", "--cut", "--let-finish", "--include-crisis-statements", "--json", "--unit",
            "--runtime-directory", "--dry-run", "--drill", "account:a", "class:crisis", "fire", "-", "--", "",
            "-x",
            "--reason=why", "--nope", "--help", "/run/x", "=",
        ]
        let typed = (0..<Int.random(in: 0...5, using: &random)).compactMap { _ in
            words.randomElement(using: &random)
        }
        guard let plain = StopArguments.plain(typed[...]) else { return }
        do {
            let parsed = try StopCommand.parse(typed)
            #expect(StopArguments(parsed) == plain, "seed \(seed): \(typed)")
            #expect(!parsed.dryRun && parsed.drill.name == nil, "seed \(seed): \(typed)")
        } catch {
            Issue.record("seed \(seed): \(typed) is taken by the short way alone")
        }
    }

    @Test("The plain forms go the short way")
    func plainForms() {
        #expect(StopArguments.plain([]) == StopArguments())
        #expect(
            StopArguments.plain(["--scope", "account:a", "--cut", "--reason", "fire"])?.scopes == [
                "account:a"
            ])
        for words in [
            ["--drill", "night"], ["--dry-run"], ["--cut", "--let-finish"], ["now"], ["--reason"],
            ["--scope", "--cut"],
        ] {
            #expect(StopArguments.plain(words[...]) == nil, "\(words)")
        }
    }
}
