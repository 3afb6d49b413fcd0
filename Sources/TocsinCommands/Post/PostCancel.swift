import ArgumentParser
import ControlInterface

/// `post cancel`: asks for nothing, but cancels nothing either unless the posts or the scopes are named.
struct PostCancel: Verb {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Call posts off for good, by name or by scope.")

    @Argument(help: "The posts' names.")
    var posts: [String] = []

    @Option(
        name: .customLong("scope"),
        help: ArgumentHelp(
            "network:NAME, account:NAME, campaign:NAME, class:NAME or all; repeatable.", valueName: "scope"),
        transform: Values.scope)
    var scopes: [String] = []

    @Option(name: .long, help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var reason: String?

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if posts.isEmpty, scopes.isEmpty {
            throw ValidationError("name posts, or a --scope (all, network:, account:, campaign:, class:)")
        }
    }

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(
            PostInterface.Cancel.self,
            .init(
                posts: posts.isEmpty ? nil : posts, scopes: scopes.isEmpty ? nil : scopes, reason: reason,
                drill: drill.name), timeout: Session.listTimeout)
        var report = Report(json: answer.json)
        report.line("\(Words.count(answer.reply.cancelled.count, "post")) cancelled for good.", .strong)
        if !answer.reply.cancelled.isEmpty {
            var table = Table(["Cancelled"], whenEmpty: "")
            for post in answer.reply.cancelled { table.row([post]) }
            report.table(table)
        }
        report.next(session.command("post list --state cancelled", drill: drill.name))
        session.show(report, drill: drill.name)
        return .done
    }
}
