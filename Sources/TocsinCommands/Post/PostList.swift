import ArgumentParser
import ControlInterface
import Varlink

struct PostList: Verb {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Posts, by state, account or campaign.")

    @Option(
        name: .long,
        help: ArgumentHelp(
            "scheduled, held, dispatching, published, failed, unknown, cancelled or missed.",
            valueName: "state"))
    var state: String?

    @Option(name: .long, help: ArgumentHelp("Only this account's.", valueName: "name"))
    var account: String?

    @Option(name: .long, help: ArgumentHelp("Only this campaign's.", valueName: "name"))
    var campaign: String?

    @Flag(name: .long, help: "Only those that are held.")
    var held = false

    @Flag(name: .long, help: "Only those that a person must decide on.")
    var needsReview = false

    @Flag(name: .long, help: "As CSV, with a column for decisions: fill it in, then post decide --from FILE.")
    var csv = false

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if csv, shared.json { throw ValidationError("--csv and --json contradict each other") }
    }

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let parameters = PostInterface.List.Parameters(
            state: state, account: account, campaign: campaign, held: held ? true : nil,
            needsReview: needsReview ? true : nil, drill: drill.name)
        var posts: [PostInterface.Post] = []
        var jsonPosts: [JSONValue] = []
        var total: Int64 = 0
        if csv { session.console.write(PostCSV.header) }
        try session.askMore(PostInterface.List.self, parameters, timeout: .after(Session.listTimeout)) {
            answer, _ throws(CommandError) in
            total = max(total, answer.reply.total)
            if csv {
                session.console.write(answer.reply.posts.map(PostCSV.record).joined())
            } else if session.json {
                jsonPosts += answer.json["posts"]?.arrayValue ?? []
            } else {
                posts += answer.reply.posts
            }
            return session.console.outputFailed ? .stop : .next
        }
        if csv { return .done }
        session.show(
            report(posts, json: ["posts": .array(jsonPosts), "total": .integer(total)], session),
            drill: drill.name)
        return .done
    }

    private func report(_ posts: [PostInterface.Post], json: JSONValue, _ session: Session) -> Report {
        var report = Report(json: json)
        var table = Table(["Post", "Due", "Account", "Class", "State", "Text"], whenEmpty: "No post.")
        for post in posts {
            let cause = post.heldBecause.map { " (\($0)\(post.needsReview ? ", review" : ""))" } ?? ""
            table.row(
                [post.post, post.dueAt, post.account, post.postClass, post.state + cause, post.text],
                PostWords.tone(post))
        }
        report.table(table)
        if !posts.isEmpty { report.line(Words.count(posts.count, "post") + ".", .quiet) }
        if posts.contains(where: \.needsReview) {
            report.next(
                session.command("post review POST --at TIME", drill: drill.name),
                session.command("post list --needs-review --csv", drill: drill.name) + " > posts.csv")
        }
        if let unknown = posts.first(where: { $0.state == "unknown" }) {
            report.next(session.command("post resolve \(unknown.post) --published", drill: drill.name))
        }
        return report
    }
}
