import ArgumentParser
import ControlInterface

struct PostEdit: Verb {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Replace a post's text; an approval is void afterwards.")

    @Argument(help: "The post's name.")
    var post: String

    @Argument(help: "The new text, or - to read it from standard input.")
    var text: String

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(
            PostInterface.Edit.self, .init(post: post, text: try TextArgument.read(text), drill: drill.name))
        let isVoid = answer.reply.approvalVoided
        session.tell(
            isVoid
                ? "Post \(post) has its new text; its approval is void." : "Post \(post) has its new text.",
            answer.json, isVoid ? .warning : .good, drill: drill.name,
            next: isVoid ? [session.command("post approve \(ShellWord.quoted(post))", drill: drill.name)] : []
        )
        return .done
    }
}
