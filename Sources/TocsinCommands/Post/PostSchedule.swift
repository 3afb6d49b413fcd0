import ArgumentParser
import ControlInterface

struct PostSchedule: Verb {
    static let configuration = CommandConfiguration(commandName: "schedule", abstract: "Schedule one post.")

    @Argument(help: "The account it goes out on.")
    var account: String

    @Argument(help: "The text, or - to read it from standard input.")
    var text: String

    @Option(
        name: .long, help: ArgumentHelp("When, with a zone: 2026-03-01T09:30:00+01:00.", valueName: "time"),
        transform: Values.time)
    var at: String

    @Option(
        name: .customLong("class"),
        help: ArgumentHelp(
            "routine, campaign, paid, service or crisis (default: routine).", valueName: "class"),
        transform: Values.postClass)
    var postClass: String?

    @Option(name: .long, help: ArgumentHelp("The campaign it belongs to.", valueName: "name"))
    var campaign: String?

    @Option(name: .long, help: ArgumentHelp("The post's name; one is given otherwise.", valueName: "name"))
    var post: String?

    @Option(
        name: .long,
        help: ArgumentHelp("Your own id: a retry with it schedules nothing twice.", valueName: "id"))
    var clientId: String?

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let new = PostInterface.NewPost(
            post: post, account: account, postClass: postClass, campaign: campaign,
            text: try TextArgument.read(text), dueAt: at)
        let answer = try session.ask(
            PostInterface.Schedule.self, .init(newPost: new, clientId: clientId, drill: drill.name))
        let reply = answer.reply
        var report = Report(json: answer.json)
        report.line(
            "Post \(reply.post) is \(reply.state), due \(at).", reply.state == "held" ? .warning : .good)
        if let notice = reply.notice { report.line(notice, .warning) }
        if postClass == "crisis" {
            report.next(session.command("post approve \(reply.post)", drill: drill.name))
        }
        report.next(session.command("post show \(reply.post)", drill: drill.name))
        session.show(report, drill: drill.name)
        return .done
    }
}
