@testable import TocsinCommands
import ControlInterface
import Testing

@Suite("receipt")
struct ReceiptTests {
    private let harness = Harness()

    static func receipt(final: Bool = true, released: Bool = false) -> StopInterface.Receipt {
        StopInterface.Receipt(
            stop: StopInterface.Stop(
                epoch: 7, stopId: "0123456789abcdef0123456789abcdef", scopes: ["all"], category: "standard",
                includeCrisisStatements: false, widened: false, reason: "fire", origin: "socket",
                engagedAt: "2026-01-01T22:14:03Z", engagedBy: "anna", durability: "durable", heldCount: 214,
                released: released, releasedAt: released ? "2026-01-02T08:00:00Z" : nil, releasedBy: []),
            summary: "STOPPED 22:14:03 in 4 ms. 214 posts held on 12 accounts.\n1 went out.", sequence: 4711,
            receivedAt: "2026-01-01T22:14:03Z", gateClosedMicroseconds: 400, durableMicroseconds: 900,
            heldByAccount: [.init(account: "eurostar", count: 214)],
            inFlight: [.init(post: "p9", account: "eurostar", outcome: "unknown")],
            outsideOurReach: ["Facebook's own scheduler"], unconfirmedTasks: 1, final: final,
            releasers: ["anna", "ben"], releaseNeeds: "Release: two of anna, ben.", signed: false)
    }

    @Test("A person reads what happened first, then the record, then what lies outside, then what to do")
    func golden() throws {
        try harness.channel.answer(StopInterface.GetReceipt.self, .init(receipt: Self.receipt()))
        #expect(harness.run("receipt", "7") == .done)
        #expect(
            harness.console.output == """
                STOPPED 22:14:03 in 4 ms. 214 posts held on 12 accounts.
                1 went out.
                Stop         7
                Covers       all
                Pressed by   anna, by socket
                Reason       fire
                Received     2026-01-01T22:14:03Z
                Gate closed  after 400 us
                On disk      after 900 us
                Event        4711
                Signature    unsigned
                ACCOUNT   HELD
                eurostar   214
                ON ITS WAY  ACCOUNT   OUTCOME  LINK
                p9          eurostar  unknown  -
                Not ours to stop:
                  Facebook's own scheduler
                Release: two of anna, ben.
                May release: anna, ben
                1 task outside not confirmed yet.
                Next: tocsinctl task list
                      tocsinctl post list --state unknown
                      tocsinctl crisis declare
                      tocsinctl release 7

                """)
    }

    @Test("A receipt that is not final says so, and how to ask again")
    func notFinal() throws {
        try harness.channel.answer(StopInterface.GetReceipt.self, .init(receipt: Self.receipt(final: false)))
        harness.run("receipt", "7")
        #expect(harness.console.output.contains("NOT FINAL"))
        #expect(harness.console.output.contains("tocsinctl receipt 7"))
    }

    @Test("Right after the stop the log may not have it: the wait asks again until it does")
    func waits() throws {
        harness.channel.refuse(StopInterface.GetReceipt.self, code: "unknown-stop", "there is no stop 7")
        try harness.channel.answer(
            StopInterface.GetReceipt.self, .init(receipt: Self.receipt(final: false)),
            .init(receipt: Self.receipt()))
        try harness.channel.answer(
            StopInterface.Engage.self,
            .init(
                epoch: 7, durability: "durable", engagedId: "x", received: 1, gateClosed: 2, widened: false,
                scopes: []))
        #expect(harness.run("stop", "--drill", "night") == .done)
        #expect(harness.console.output.contains("Signature"))
        #expect(!harness.console.output.contains("NOT FINAL"))
        #expect(harness.channel.calls.count == 3)
    }

    @Test("The reply as JSON is the daemon's own")
    func json() throws {
        try harness.channel.answer(StopInterface.GetReceipt.self, .init(receipt: Self.receipt()))
        harness.run("receipt", "7", "--json")
        #expect(harness.console.output.hasPrefix(#"{"receipt":{"stop":{"epoch":7,"#))
        #expect(harness.console.output.filter { $0 == "\n" }.count == 1)
    }
}
