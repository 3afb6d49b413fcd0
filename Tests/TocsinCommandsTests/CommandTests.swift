@testable import TocsinCommands
import ControlInterface
import Testing
import Varlink

@Suite("Commands and their answers")
struct CommandTests {
    private let harness = Harness()

    static func account(_ name: String) -> AccountInterface.Account {
        .init(
            account: name, network: "webhook", handle: "@\(name)", retired: false, scheduledPosts: 3,
            heldPosts: 1)
    }

    static func status(publishing: Bool) -> ServiceInterface.Status.Reply {
        .init(
            headline: publishing
                ? "Posts go out: 3 scheduled." : "STOPPED: stop 7 by anna; nothing goes out.",
            publishing: publishing, version: "0.1.0", clock: "2026-01-01T10:00:00Z", lastSequence: 99,
            engagedStops: publishing ? 0 : 1, scheduledPosts: 3, heldPosts: 1, needReview: 1,
            unknownOutcomes: 0,
            nextDueAt: "2026-01-01T11:00:00Z", nextDuePost: "p1", crisisPhase: "calm", openCrises: [],
            mentions: 10,
            negativeMentions: 2, openTasks: 0, openAlerts: 0, unconfirmedOutside: 2,
            releaseNotPossible: publishing ? nil : "needs a passphrase of ben", clockHeld: false, drills: [],
            next: ["tocsinctl receipt 7"])
    }

    @Test("Bare tocsinctl is the status: the first line says whether posts go out, and why not")
    func bare() throws {
        try harness.channel.answer(ServiceInterface.Status.self, Self.status(publishing: false))
        #expect(harness.run() == .done)
        #expect(
            harness.console.output == """
                STOPPED: stop 7 by anna; nothing goes out.
                RELEASE NOT POSSIBLE: needs a passphrase of ben
                2 things outside our reach not confirmed yet.
                Crisis          calm
                Stops in force  1
                Posts           3 scheduled, 1 held, 1 to review, 0 unknown
                Next due        2026-01-01T11:00:00Z (p1)
                Mentions        10, 2 negative
                Tasks           0 open
                Clock           2026-01-01T10:00:00Z
                Log             99 events, tocsind 0.1.0
                Next: tocsinctl receipt 7

                """)
    }

    @Test("The commands that are shown reach the same instance")
    func sameInstance() throws {
        try harness.channel.answer(ServiceInterface.Status.self, Self.status(publishing: true))
        harness.run("status", "--runtime-directory", "/run/x y/")
        #expect(harness.console.output.contains("Next: tocsinctl receipt 7 --runtime-directory '/run/x y'\n"))
    }

    @Test("Without a daemon the status says that nothing goes out, and that this is no emergency stop")
    func noDaemon() {
        #expect(harness.run("status") == .unreachable)
        #expect(
            harness.console.errors.contains(
                "POSTS DO NOT GO OUT: tocsind does not run. That is not an emergency stop."))
    }

    @Test("Readiness answers its three questions in the first three lines")
    func readiness() throws {
        try harness.channel.answer(
            ServiceInterface.Readiness.self,
            .init(
                couldStop: true, couldSpeak: true, couldRelease: false,
                items: [
                    .init(item: "stop: disk", ok: true, detail: "fine"),
                    .init(
                        item: "release: persons", ok: false, detail: "ben has none",
                        next: "tocsinctl passphrase"),
                ]))
        #expect(harness.run("readiness") == .notReady)
        #expect(
            harness.console.output == """
                Could I stop tonight? Yes.
                Could I speak tonight? Yes.
                Could I release tonight? NO.

                    ITEM              WHAT WAS FOUND
                ok  stop: disk        fine
                NO  release: persons  ben has none
                Next: tocsinctl passphrase

                """)
    }

    @Test("A refusal is told with its code, its message and what to do")
    func refusal() {
        harness.channel.refuse(
            PostInterface.Show.self, code: "unknown-post", "there is no post p1", next: "tocsinctl post list")
        #expect(harness.run("post", "show", "p1") == .refused)
        #expect(
            harness.console.errors == """
                tocsinctl: there is no post p1
                  where: org.tocsin.Post.Show
                Next: tocsinctl post list

                """)
        #expect(harness.console.output.isEmpty)
    }

    @Test(
        "Every way in which a call fails has its exit status",
        arguments: [
            (VarlinkClientError.noSocket(path: "x"), CommandStatus.unreachable),
            (.refused(path: "x"), .unreachable),
            (.notPermitted(path: "x"), .notPermitted), (.timedOut, .timedOut), (.closed, .outcomeUnknown),
            (.pathTooLong(path: "x"), .usage), (.system(operation: "x", errno: 5), .unreachable),
            (.errorReply(name: "org.tocsin.Service.Refused", parameters: [:]), .refused),
            (.errorReply(name: "org.tocsin.Service.OutcomeUnknown", parameters: [:]), .outcomeUnknown),
            (.errorReply(name: "org.tocsin.Service.ReadOnly", parameters: [:]), .readOnly),
            (.errorReply(name: "org.varlink.service.PermissionDenied", parameters: [:]), .notPermitted),
            (
                .errorReply(name: "org.varlink.service.InvalidParameter", parameters: ["parameter": "x"]),
                .refused
            ),
            (.errorReply(name: "org.varlink.service.MethodNotFound", parameters: [:]), .unexpectedAnswer),
            (.errorReply(name: "org.example.Strange", parameters: [:]), .unexpectedAnswer),
        ])
    func failures(error: VarlinkClientError, status: CommandStatus) {
        harness.channel.fail(AccountInterface.List.self, error)
        #expect(harness.run("account", "list") == status)
        #expect(harness.console.errors.hasPrefix("tocsinctl: "))
    }

    @Test("A reply of a wrong shape is not believed")
    func wrongShape() {
        harness.channel.fail(AccountInterface.List.self, .closed)
        let session = Session(
            console: harness.console, surroundings: harness.surroundings, findPlace: { _ in .installed },
            connect: { _ in WrongShape() }, connectPipeline: { _ throws(VarlinkClientError) in throw .closed }
        )
        #expect(CommandLineTool.run(["account", "list"], in: session) == .unexpectedAnswer)
    }

    private final class WrongShape: ControlChannel {
        func call(_ method: String, _ parameters: JSONValue, timeout: Duration?) throws(VarlinkClientError)
            -> JSONValue
        {
            ["accounts": "none"]
        }
        func callMore(
            _ method: String, _ parameters: JSONValue, timeout: VarlinkClient.Timeout,
            _ onReply: (_ reply: JSONValue, _ isLast: Bool) -> VarlinkClient.Flow
        ) throws(VarlinkClientError) {}
        func close() {}
    }

    @Test("Names that are near are offered for an unknown command")
    func unknownNoun() {
        #expect(harness.run("acount") == .usage)
        #expect(harness.console.errors.contains("Next: tocsinctl account"))
        #expect(!harness.console.errors.contains("NOT STOPPED"))
    }

    @Test("A noun alone is its help, and no error")
    func noun() {
        #expect(harness.run("post") == .done)
        #expect(harness.console.output.contains("schedule"))
        #expect(harness.run("--help") == .done)
        #expect(harness.run("--version") == .done)
        #expect(harness.run("--generate-completion-script", "zsh") == .done)
    }

    @Test(
        "What is wrong on the command line never reaches the daemon",
        arguments: [
            ["post", "cancel"], ["post", "review", "p1"], ["post", "review", "p1", "--keep", "--cancel"],
            ["post", "schedule", "a", "x", "--at", "2026-01-01T10:00:00"], ["post", "schedule", "a", "x"],
            ["post", "schedule", "a", "x", "--at", "2026-01-01T10:00:00Z", "--class", "crysis"],
            ["post", "cancel", "--scope", "acount:x"], ["post", "resolve", "p1"], ["post", "hold"],
            ["release"],
            ["release", "7", "--passphrase-fd", "-1"], ["crisis", "dismiss", "1"],
            ["crisis", "dismiss", "1", "--verdict", "maybe"],
            ["rule", "adopt", "r", "--window", "0", "--threshold", "5"],
            ["drill", "advance", "2026-01-01T10:00:00Z"], ["drill", "start", "x"], ["receipt", "seven"],
            ["post", "list", "--csv", "--json"], ["log", "tail", "--from", "x"],
        ])
    func wrong(arguments: [String]) {
        let session = Session(
            console: harness.console, surroundings: harness.surroundings, findPlace: { _ in .installed },
            connect: { _ throws(VarlinkClientError) in
                Issue.record("connected")
                throw .closed
            }, connectPipeline: { _ throws(VarlinkClientError) in throw .closed })
        #expect(CommandLineTool.run(arguments, in: session) == .usage, "\(arguments)")
        #expect(harness.console.errors.contains("Error: ") || harness.console.errors.contains("Usage: "))
    }

    @Test("A dismissal says what would happen, and does it only with --confirm")
    func dismissal() throws {
        try harness.channel.answer(
            CrisisInterface.Dismiss.self, .init(dismissed: false, returning: ["p1", "p2"], missed: ["p3"]))
        #expect(harness.run("crisis", "dismiss", "3", "--verdict", "false") == .notConfirmedByPerson)
        #expect(harness.channel.parameters(of: CrisisInterface.Dismiss.self)?["confirm"] == false)
        #expect(harness.console.output.hasPrefix("NOTHING HAPPENED YET."))
        #expect(harness.console.output.contains("2 posts return, 1 missed."))
        #expect(harness.console.output.contains("Next: tocsinctl crisis dismiss 3 --verdict false --confirm"))
    }

    @Test("Output that cannot be written is a failure")
    func fullDisk() throws {
        try harness.channel.answer(AccountInterface.List.self, .init(accounts: []))
        harness.console.outputFailed = true
        #expect(harness.run("account", "list") == .outputFailed)
    }

    @Test("Colour is for terminals, and not with NO_COLOR")
    func colour() throws {
        harness.console.isTerminal = true
        try harness.channel.answer(ServiceInterface.Status.self, Self.status(publishing: false))
        harness.run("status")
        #expect(harness.console.output.contains("\u{1B}["))
        let quiet = Harness()
        quiet.console.isTerminal = true
        quiet.surroundings.noColour = true
        try quiet.channel.answer(ServiceInterface.Status.self, Self.status(publishing: false))
        quiet.run("status")
        #expect(!quiet.console.output.contains("\u{1B}["))
    }
}
