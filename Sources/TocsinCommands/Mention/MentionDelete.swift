import ArgumentParser
import ControlInterface

struct MentionDelete: Verb {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Note that its source deleted a mention: its text is shown no more, the record stays.")

    @Argument(help: "Its event number; or name it with --source and --id.")
    var sequence: Int64?

    @Option(name: .long, help: "With --id: where it was.")
    var source: String?

    @Option(name: .long, help: "The source's own identifier of it.")
    var id: String?

    @Option(name: .long, help: "How it is known.")
    var reason: String?

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard (sequence != nil) != (source != nil && id != nil) else {
            throw ValidationError("name the mention by its event number, or with --source and --id")
        }
    }

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(
            MentionInterface.DeleteAtSource.self,
            .init(mention: sequence, source: source, id: id, reason: reason, drill: drill.name))
        session.tell(
            "Noted, as event \(answer.reply.sequence): mention \(answer.reply.mention) is deleted at its source.",
            answer.json, drill: drill.name)
        return .done
    }
}
