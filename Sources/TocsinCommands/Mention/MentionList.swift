import ArgumentParser
import ControlInterface

struct MentionList: Verb {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The latest mentions, the newest first.")

    @Option(name: .long, help: ArgumentHelp("Only of this unit.", valueName: "name"))
    var unit: String?

    @Option(name: .long, help: ArgumentHelp("Only negative, neutral or positive ones.", valueName: "label"))
    var label: String?

    @Option(
        name: .long, help: ArgumentHelp("At most so many.", valueName: "number"), transform: Values.positive)
    var limit: Int64?

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(
            MentionInterface.List.self, .init(unit: unit, label: label, limit: limit, drill: drill.name),
            timeout: Session.listTimeout)
        let reply = answer.reply
        var report = Report(json: answer.json)
        var table = Table(
            [">Event", "When", "Source", "Author", ">Valence", "Text"], whenEmpty: "No mention.")
        for mention in reply.mentions {
            table.row(
                [
                    "\(mention.sequence)", mention.occurredAt, mention.source, mention.author,
                    mention.valence.map { "\($0)" } ?? "-", mention.text,
                ], mention.label == "negative" ? .warning : .plain)
        }
        report.table(table)
        report.line("\(reply.total) in all, \(reply.negative) negative.", .quiet)
        session.show(report, drill: drill.name)
        return .done
    }
}
