import ArgumentParser
import ControlInterface

struct CrisisList: Verb {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All crises.")

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(CrisisInterface.List.self, .init(drill: drill.name))
        var report = Report(json: answer.json)
        var table = Table(
            ["Crisis", "Phase", "Since", "Rule", ">Held", "Ended", "Reason"],
            whenEmpty: "There was no crisis.")
        for crisis in answer.reply.crises {
            let isOpen = crisis.endedAt == nil
            table.row(
                [
                    "\(crisis.crisis)", crisis.phase, Words.or(crisis.suspectedAt ?? crisis.declaredAt),
                    Words.or(crisis.rule), "\(crisis.heldPosts)", Words.or(crisis.ended),
                    Words.or(crisis.reason),
                ], isOpen ? .warning : .plain)
            if isOpen { report.next(session.command("crisis show \(crisis.crisis)", drill: drill.name)) }
        }
        report.table(table)
        session.show(report, drill: drill.name)
        return .done
    }
}
