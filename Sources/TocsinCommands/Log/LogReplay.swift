import ArgumentParser
import ControlInterface
import CrisisModel
import EventCodec
import EventLog
import Glibc
import Rewind
import Varlink

struct LogReplay: Verb {
    /// Events asked for at once: the daemon never waits for the pauses.
    private static let eventsPerCall: Int64 = 512

    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Show the events of a range again, with the pauses between them.",
        discussion: """
            Filters are name=value: kind (post.held, or a noun), realm, drill, account, post, crisis, stop, actor, \
            author. Of one name any must hold, of several all. A pause is never longer than five seconds.
            """)

    @Option(
        name: .long,
        help: ArgumentHelp("Where it begins: an event's number, or a time.", valueName: "moment"),
        transform: Moment.read)
    var from: Moment?

    @Option(
        name: .long, help: ArgumentHelp("Where it ends: an event's number, or a time.", valueName: "moment"),
        transform: Moment.read)
    var to: Moment?

    @Option(
        name: .long,
        help: ArgumentHelp("As many times as fast as it happened; 0 without pauses.", valueName: "factor"))
    var speed: Double = 1

    @Option(
        name: .customLong("filter"),
        help: ArgumentHelp("Only these events; repeatable.", valueName: "name=value"))
    var filters: [String] = []

    @OptionGroup var offline: OfflineLog
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard speed >= 0, speed.isFinite else { throw ValidationError("--speed is a number, 0 or above") }
    }

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let filter = try RewindReply.offline { () throws(RewindError) in try ReplayFilter(filters) }
        var plan = ReplayPlan(first: from, last: to, speed: speed, filter: filter)
        guard let source = try offline.open() else {
            try overTheSocket(&plan, session)
            return .done
        }
        let first = plan.readsFrom
        try RewindReply.offline { () throws(RewindError) in
            try source.forEach(from: first, through: nil) { event in
                Self.show(event, &plan, session) ? .continue : .stop
            }
        }
        return .done
    }

    private func overTheSocket(_ plan: inout ReplayPlan, _ session: Session) throws(CommandError) {
        var next = Int64(clamping: plan.readsFrom)
        while true {
            var events: [JSONValue] = []
            // Not by an export: that is recorded, and so would never come to its end.
            let call = LogInterface.Tail.Parameters(from: next, to: next + Self.eventsPerCall - 1)
            try session.askMore(LogInterface.Tail.self, call, timeout: .after(Session.listTimeout)) {
                answer, _ in
                if answer.reply.event != [:] { events.append(answer.reply.event) }
                return .next
            }
            if events.isEmpty { return }
            for json in events {
                let event = try Self.parse(json)
                next = Int64(clamping: event.envelope.sequence) + 1
                guard Self.show(event, &plan, session) else { return }
            }
        }
    }

    private static func parse(_ json: JSONValue) throws(CommandError) -> RecordedEvent {
        do throws(EventCodecError) {
            return try EventCodec.parse(json)
        } catch {
            throw CommandError(.unexpectedAnswer, "an event cannot be understood: \(error)")
        }
    }

    /// False at the end.
    private static func show(_ event: RecordedEvent, _ plan: inout ReplayPlan, _ session: Session) -> Bool {
        switch plan.step(event) {
        case .end: return false
        case .pass: return true
        case .show(let step):
            if step.pauseMicroseconds > 0 { usleep(UInt32(clamping: step.pauseMicroseconds)) }
            let json = EventCodec.json(step.event)
            var report = Report(json: json)
            let line = EventLine(json)
            report.line(line.text, line.tone)
            session.show(report)
            return !session.console.outputFailed
        }
    }
}
