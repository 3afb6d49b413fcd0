import ArgumentParser
import ControlInterface

struct PostShow: Verb {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "One post.")

    @Argument(help: "The post's name.")
    var post: String

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(PostInterface.Show.self, .init(post: post, drill: drill.name))
        session.show(
            PostWords.report(answer.reply.post, json: answer.json, session, drill: drill.name),
            drill: drill.name)
        return .done
    }
}
