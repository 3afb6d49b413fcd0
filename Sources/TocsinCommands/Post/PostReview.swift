import ArgumentParser
import ControlInterface

struct PostReview: Verb {
    static let configuration = CommandConfiguration(
        commandName: "review", abstract: "Decide on a held post.",
        discussion: "A time that has passed can never be kept: such a post is moved or cancelled.")

    @Argument(help: "The post's name.")
    var post: String

    @Flag(name: .long, help: "It goes out at its own time, which is still ahead.")
    var keep = false

    @Option(
        name: .long, help: ArgumentHelp("It goes out at this time.", valueName: "time"),
        transform: Values.time)
    var at: String?

    @Flag(name: .long, help: "It never goes out.")
    var cancel = false

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        let chosen = (keep ? 1 : 0) + (cancel ? 1 : 0) + (at == nil ? 0 : 1)
        if chosen != 1 { throw ValidationError("choose one of --keep, --at TIME and --cancel") }
    }

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let word = keep ? "keep" : cancel ? "cancel" : "move"
        let answer = try session.ask(
            PostInterface.Review.self,
            .init(
                decisions: [PostInterface.Decision(post: post, decision: word, dueAt: at)], drill: drill.name)
        )
        if let refused = answer.reply.refused.first {
            throw CommandError(
                .refused, "post \(post): \(refused.reason)",
                next: [
                    session.command("post review \(ShellWord.quoted(post)) --at TIME", drill: drill.name),
                    session.command("post show \(ShellWord.quoted(post))", drill: drill.name),
                ])
        }
        let sentence =
            keep
            ? "goes out at its own time." : cancel ? "is cancelled for good." : "goes out at \(at ?? "")."
        session.tell(
            "Post \(post) \(sentence)", answer.json, drill: drill.name,
            next: [session.command("post list --needs-review", drill: drill.name)])
        return .done
    }
}
