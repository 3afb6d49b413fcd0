import ControlInterface

/// What a stop would hold. Its first words say that nothing was stopped.
struct StopPreview {
    var request: StopRequest
    var drill: String?

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let parameters = StopInterface.Preview.Parameters(
            scopes: request.scopes.isEmpty ? nil : request.scopes,
            includeCrisisStatements: request.includeCrisisStatements ? true : nil, drill: drill)
        let answer = try session.ask(StopInterface.Preview.self, parameters, timeout: Session.listTimeout)
        let posts = answer.reply.posts
        var report = Report(json: answer.json)
        report.line("NOTHING WAS STOPPED. A stop would hold \(Words.count(posts.count, "post")):", .strong)
        var table = Table(["Due", "Account", "Class", "Post"], whenEmpty: "No scheduled post is covered.")
        for post in posts { table.row([post.dueAt, post.account, post.postClass, post.post]) }
        report.table(table)
        let scopes = request.scopes.map { " --scope " + ShellWord.quoted($0) }.joined()
        report.next(session.command("stop" + scopes, drill: drill))
        session.show(report, drill: drill)
        return .done
    }
}
