import ArgumentParser
import ControlInterface

struct CrisisShow: Verb {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One crisis: the arithmetic and the most telling mentions.")

    @Argument(help: "The crisis's number.")
    var crisis: Int64

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(CrisisInterface.Show.self, .init(crisis: crisis, drill: drill.name))
        let reply = answer.reply
        var report = Report(json: answer.json)
        report.line(
            "Crisis \(crisis): \(reply.crisis.phase)", reply.crisis.endedAt == nil ? .warning : .plain)
        report.lines(reply.explanation)
        facts(reply, &report)
        if !reply.evidence.isEmpty {
            var table = Table([">Event", "When", ">Valence", "Author", "Text"], whenEmpty: "")
            for mention in reply.evidence {
                table.row([
                    "\(mention.sequence)", mention.occurredAt, "\(mention.valence)", mention.author,
                    mention.text,
                ])
            }
            report.table(table)
        }
        for alert in reply.alerts { report.line("Alert: \(alert)") }
        next(reply, &report, session)
        session.show(report, drill: drill.name)
        return .done
    }

    private func facts(_ reply: CrisisInterface.Show.Reply, _ report: inout Report) {
        let crisis = reply.crisis
        report.fact("Rule", crisis.rule)
        report.fact("Suspected", crisis.suspectedAt)
        report.fact("Declared", crisis.declaredAt.map { "\($0) by \(Words.or(crisis.declaredBy))" })
        report.fact("Ended", crisis.endedAt.map { "\($0), \(Words.or(crisis.ended))" })
        if let start = reply.windowStart, let end = reply.windowEnd {
            report.fact("Window", "\(start) to \(end)")
        }
        if let count = reply.count {
            let threshold = reply.threshold.map { " of \($0) needed" } ?? ""
            let authors = reply.authors.map { ", \(Words.count($0, "author"))" } ?? ""
            report.fact("Counted", "\(count)\(threshold)\(authors)")
        }
        report.fact("Held by it", Words.count(reply.heldPosts.count, "post"))
        report.fact("Reason", crisis.reason)
    }

    private func next(_ reply: CrisisInterface.Show.Reply, _ report: inout Report, _ session: Session) {
        guard reply.crisis.endedAt == nil else { return }
        if reply.crisis.phase == "suspected" {
            report.next(
                session.command("stop", drill: drill.name),
                session.command("crisis declare", drill: drill.name),
                session.command("crisis dismiss \(crisis) --verdict false", drill: drill.name))
        } else {
            report.next(
                session.command("stop", drill: drill.name),
                session.command("crisis close \(crisis)", drill: drill.name))
        }
    }
}
