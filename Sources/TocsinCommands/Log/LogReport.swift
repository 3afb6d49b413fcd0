import ArgumentParser
import ControlInterface
import CrisisModel
import Rewind

struct LogReport: Verb {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Indicators of a period, counted from the log alone: the same bytes whenever it is made.")

    @Option(
        name: .long, help: ArgumentHelp("When the period begins.", valueName: "time"), transform: Values.time)
    var from: String

    @Option(
        name: .long,
        help: ArgumentHelp("When it ends; this moment is not part of it.", valueName: "time"),
        transform: Values.time)
    var to: String

    @OptionGroup var offline: OfflineLog
    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        guard let source = try offline.open() else {
            let call = LogInterface.Indicators.Parameters(from: from, to: to, drill: drill.name)
            RewindReply.show(
                try RewindReply.ask(LogInterface.Indicators.self, call, in: session), in: session)
            return .done
        }
        let (from, to) = (try Self.time(from), try Self.time(to))
        let report = try RewindReply.offline { () throws(RewindError) in
            try Indicators.report(from: from, to: to, in: RealmSelector(drill: drill.name), of: source)
        }
        if !report.isSettled {
            session.note(
                "The log holds nothing dated \(to.rfc3339) or later yet: until then more may be recorded.")
        }
        RewindReply.show(.init(answer: report.json, lines: report.lines), in: session)
        return .done
    }

    private static func time(_ text: String) throws(CommandError) -> EventTime {
        do throws(EventTime.ParseFailure) {
            return try EventTime(rfc3339: text)
        } catch {
            throw CommandError(.usage, "\(text): \(error.rawValue)")
        }
    }
}
