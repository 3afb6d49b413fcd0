import ArgumentParser
import ControlInterface

struct MentionShow: Verb {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "One mention.")

    @Argument(help: "Its event number.")
    var sequence: Int64

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(MentionInterface.Show.self, .init(sequence: sequence))
        let mention = answer.reply.mention
        var report = Report(json: answer.json)
        report.fact("Event", "\(mention.sequence)")
        report.fact("Source", mention.id.isEmpty ? mention.source : "\(mention.source), \(mention.id)")
        report.fact("When", mention.occurredAt)
        report.fact("Author", mention.author)
        report.fact("Account", mention.account)
        report.fact("Unit", mention.unit)
        report.fact("Language", mention.language)
        report.fact("Score", mention.label.map { "\($0), valence \(mention.valence.map { "\($0)" } ?? "-")" })
        report.fact("Text", mention.text)
        session.show(report)
        return .done
    }
}
