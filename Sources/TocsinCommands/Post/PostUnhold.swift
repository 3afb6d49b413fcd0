import ArgumentParser
import ControlInterface

struct PostUnhold: Verb {
    static let configuration = CommandConfiguration(
        commandName: "unhold", abstract: "Lift a person's own hold, where the time is still ahead.")

    @Argument(help: "The post's name.")
    var post: String

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(PostInterface.Unhold.self, .init(post: post, drill: drill.name))
        session.tell("Post \(post) is scheduled again.", answer.json, drill: drill.name)
        return .done
    }
}
