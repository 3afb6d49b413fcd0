import ArgumentParser
import ControlInterface

struct RuleList: Verb {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "All rules, with their present counts.")

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(RuleInterface.List.self, .init(drill: drill.name))
        var report = Report(json: answer.json)
        var table = Table(
            ["Rule", ">Version", "Scope", ">Minutes", ">Count", ">Threshold", ">Authors", "Holds", "State"],
            whenEmpty: "No rule is in force: nothing is detected.")
        for rule in answer.reply.rules {
            let scope = [
                rule.unit.map { "unit \($0)" }, rule.account.map { "account \($0)" },
                rule.language.map { "language \($0)" },
            ].compactMap { $0 }
            let state = rule.retired ? "retired" : rule.firing ? "FIRING" : "quiet"
            table.row(
                [
                    rule.rule, "\(rule.version)", Words.list(scope, none: "all"), "\(rule.windowMinutes)",
                    "\(rule.count)", "\(rule.threshold)", "\(rule.minimumAuthors)",
                    Words.list(rule.holdClasses, none: "nothing"), state,
                ], rule.retired ? .quiet : rule.firing ? .bad : .plain)
        }
        report.table(table)
        if answer.reply.rules.isEmpty {
            report.next(
                session.command(
                    "rule adopt first --window 60 --threshold 5 --minimum-authors 5", drill: drill.name))
        }
        session.show(report, drill: drill.name)
        return .done
    }
}
