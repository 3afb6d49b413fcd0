import ArgumentParser
import ControlInterface
import Varlink

struct DrillList: Verb {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All drills.")

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(DrillInterface.List.self, .init())
        var report = Report(json: answer.json)
        var table = Table(
            [">Realm", "Drill", "Scenario", "Clock", "Started", "State"], whenEmpty: "There was no drill.")
        for drill in answer.reply.drills {
            table.row(
                [
                    "\(drill.drill)", drill.name, Words.or(drill.scenario), drill.clock, drill.startedAt,
                    drill.ended ? "ended" : "open",
                ], drill.ended ? .quiet : .plain)
        }
        report.table(table)
        session.show(report)
        return .done
    }
}
