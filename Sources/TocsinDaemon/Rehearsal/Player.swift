import ControlInterface
import CrisisModel
import EventCodec
import Scenarios
import Varlink

/// Feeds the lines of a scenario into a drill, one after another, and reads back what came of each.
struct Player {
    private let client: VarlinkClient
    private let files: ScenarioFiles
    private let parsed: [Result<RecordedEvent, DrillRunner.LineFailure>]
    private(set) var timeline = Timeline()
    private(set) var problems: [String] = []
    private(set) var events: [RecordedEvent] = []
    private var cursor: Int64 = 1
    private let clockStart: EventTime
    private let clockEnd: EventTime?

    init(client: VarlinkClient, files: ScenarioFiles) throws(VarlinkClientError) {
        self.client = client
        self.files = files
        parsed = files.lines.map { line in
            do throws(DrillRunner.LineFailure) {
                return .success(try DrillRunner.parse(line))
            } catch {
                return .failure(error)
            }
        }
        let first = Self.times(of: parsed).lazy.compactMap { $0 }.first ?? .zero
        clockStart = files.expectations?.clockStart ?? first
        clockEnd = files.expectations?.clockEnd
    }

    var times: [EventTime?] { Self.times(of: parsed) }

    private static func times(of lines: [Result<RecordedEvent, DrillRunner.LineFailure>]) -> [EventTime?] {
        lines.map { line in
            if case .success(let event) = line { event.envelope.at } else { nil }
        }
    }

    func noun(of index: Int) -> String {
        guard case .success(let event) = parsed[index] else { return "" }
        return event.event.kind.name.split(separator: ".").first.map(String.init) ?? ""
    }

    mutating func start() throws(VarlinkClientError) {
        let _: DrillInterface.Start.Reply = try client.call(
            DrillInterface.Start.name,
            DrillInterface.Start.Parameters(
                name: files.name, scenario: files.name, clockStart: clockStart.rfc3339)
        )
        _ = try readEvents()
    }

    mutating func advance(to index: Int) throws(VarlinkClientError) -> [String] {
        guard case .success(let event) = parsed[index] else { return [] }
        return try advance(to: event.envelope.at)
    }

    mutating func advanceToEnd() throws(VarlinkClientError) -> [String] {
        guard let clockEnd else { return [] }
        return try advance(to: clockEnd)
    }

    private mutating func advance(to time: EventTime) throws(VarlinkClientError) -> [String] {
        let _: DrillInterface.Advance.Reply = try client.call(
            DrillInterface.Advance.name,
            DrillInterface.Advance.Parameters(drill: files.name, to: time.rfc3339)
        )
        return try readEvents() + timeline.pass(to: time)
    }

    mutating func inject(_ indices: ArraySlice<Int>) throws(VarlinkClientError) -> [String] {
        let reply: DrillInterface.Inject.Reply = try client.call(
            DrillInterface.Inject.name,
            DrillInterface.Inject.Parameters(
                drill: files.name, lines: indices.map { files.lines[$0] }, firstLine: 1)
        )
        for refused in reply.refused {
            let line = indices[indices.startIndex + Int(refused.line) - 1] + 1
            problems.append("line \(line) (\(refused.kind)): \(refused.reason ?? "")")
        }
        return try readEvents()
    }

    mutating func finish() throws(VarlinkClientError) {
        let _: DrillInterface.End.Reply = try client.call(
            DrillInterface.End.name,
            DrillInterface.End.Parameters(drill: files.name, reason: "the scenario has ended")
        )
        _ = try readEvents()
    }

    func verify() throws(VarlinkClientError) -> LogInterface.Verify.Reply {
        try client.call(LogInterface.Verify.name, LogInterface.Verify.Parameters())
    }

    /// What was recorded since the last look, as anybody who follows the log sees it. An export would be an event of
    /// its own.
    private mutating func readEvents() throws(VarlinkClientError) -> [String] {
        var shown: [String] = []
        var lines: [String] = []
        try client.callMore(
            LogInterface.Tail.name, ["from": .integer(cursor), "personalData": true]
        ) { reply, _ in
            // The answer to a question without an event is an empty one.
            if let event = reply["event"], event["kind"] != nil { lines.append(event.text) }
            return .next
        }
        for line in lines {
            do throws(DrillRunner.LineFailure) {
                let event = try DrillRunner.parse(line)
                cursor = max(cursor, Int64(event.envelope.sequence) + 1)
                guard !event.envelope.realm.isLive else { continue }
                events.append(event)
                shown += timeline.pass(to: event.envelope.at.adding(microseconds: -1))
                shown += timeline.show(event)
            } catch {
                problems.append("an event does not parse: \(error.reason)")
            }
        }
        return shown
    }

    func evaluate() -> [ExpectationResult] {
        files.expectations?.evaluate(events) ?? []
    }
}
