import CrisisModel
import Engine
import Rewind
import Testing
import Varlink

@Suite("Indicators")
struct IndicatorsTests {
    private static let day: Int64 = 86_400

    @Test("A day's report has the same bytes on the day and ever after", arguments: UInt64(1)...8)
    func sameBytes(seed: UInt64) throws {
        let told = Told.random(seed: seed, commands: 700)
        let live = told.events.filter { $0.envelope.realm.isLive }
        let from = Desk.start.adding(seconds: 600)
        let to = try #require(live.dropLast(live.count / 3).last?.envelope.at)
        // On the day: nothing dated after its end is recorded yet.
        let end = try #require(live.first { $0.envelope.at >= to }?.envelope.sequence)
        let then = Told(told.events.filter { $0.envelope.sequence < end })
        let early = try Indicators.report(from: from, to: to, of: then)
        let late = try Indicators.report(from: from, to: to, of: told)
        #expect(!early.isSettled && late.isSettled)
        #expect(early.text == late.text, "seed \(seed)")
        #expect(early.json.text == late.json.text, "seed \(seed)")
        #expect(early.posts.scheduled > 0 && early.text.contains("Rests on events 1 to"))
    }

    @Test("What happened is counted, with how long it took")
    func counted() throws {
        var desk = Desk()
        desk.run(Desk.rule(threshold: 2))
        desk.schedule("a", in: 60)
        desk.hear(2)
        desk.hear(1, valence: 500)
        desk.run(.dismissCrisis(1, .false, note: nil))
        desk.wait(60)
        desk.run(.reportDispatch("a", attempt: 1, .published(link: nil)), by: .daemon)
        desk.run(.testAlert)
        let alert = try #require(desk.here.alerts.keys.max())
        desk.now = desk.now.adding(seconds: 3)
        desk.run(.reportAlert(alert, .delivered(channel: "m")), by: .daemon)
        desk.now = desk.now.adding(seconds: 7)
        desk.run(.acknowledgeAlert(alert))
        desk.schedule("b", in: 600)
        let stop = desk.stop()
        desk.now = desk.now.adding(seconds: 100)
        desk.release(stop)
        desk.run(.reviewPost("b", .cancel))
        let report = try Indicators.report(
            from: Desk.start, to: Desk.start.adding(seconds: Self.day), of: Told(desk.log))
        #expect(report.mentions == 3 && report.negative == 2 && report.negativePermille == 667)
        #expect(report.detections.fired == 1 && report.detections.verdicts[.false] == 1)
        #expect(report.crises.suspected == 1 && report.crises.openAtEnd == 0)
        #expect(report.stops.engaged == 1 && report.stops.gateClosed.p50 == 30)
        #expect(report.stops.toRelease.max == 100_000_000 && report.stops.released == 1)
        #expect(report.posts.published == 1 && report.posts.held[.rule] == 1 && report.posts.held[.stop] == 1)
        #expect(report.posts.decided == 2 && report.posts.waitingAtEnd == 0)
        #expect(report.alerts.delivery.p50 == 3_000_000 && report.alerts.acknowledgement.p50 == 10_000_000)
        #expect(report.lastSequence == UInt64(desk.log.count) && report.firstSequence == 1)
    }

    @Test("What came after the end belongs to the next report")
    func after() throws {
        var desk = Desk()
        let stop = desk.stop()
        desk.now = desk.now.adding(seconds: Self.day)
        desk.release(stop)
        let told = Told(desk.log)
        let first = try Indicators.report(
            from: Desk.start, to: Desk.start.adding(seconds: Self.day), of: told)
        #expect(first.stops.released == 0 && first.stops.engagedAtEnd == 1)
        let second = try Indicators.report(
            from: Desk.start.adding(seconds: Self.day), to: Desk.start.adding(seconds: 2 * Self.day), of: told
        )
        #expect(second.stops.released == 1 && second.stops.toRelease.p50 == Self.day * 1_000_000)
        #expect(throws: RewindError.self) {
            try Indicators.report(from: Desk.start, to: Desk.start, of: told)
        }
    }
}
