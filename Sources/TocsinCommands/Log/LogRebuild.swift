import ArgumentParser
import ControlInterface
import Varlink

struct LogRebuild: Verb {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Fold the log from its first event, and compare the live state and every recorded hash.")

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        var last: Answer<LogInterface.Rebuild>?
        var bar: ProgressBar?
        defer { bar?.finish() }
        try session.askMore(LogInterface.Rebuild.self, .init(), timeout: .after(Session.listTimeout)) {
            answer, _ throws(CommandError) in
            last = answer
            var shown = bar ?? ProgressBar(session.console, total: answer.reply.eventsTotal, unit: "events")
            shown.show(done: answer.reply.eventsRead, count: answer.reply.eventsRead)
            bar = shown
            return .next
        }
        guard let last, last.reply.finished else {
            throw CommandError(.unexpectedAnswer, "the rebuilding ended before it was finished")
        }
        let reply = last.reply
        let isEqual = reply.equal == true
        var report = Report(json: last.json)
        report.line(
            isEqual
                ? "EQUAL: \(reply.eventsRead) events fold to the live state."
                : "NOT EQUAL: \(reply.problem ?? "the live state differs")",
            isEqual ? .good : .bad)
        report.fact("Compared at event", reply.sequence.map { "\($0)" })
        report.fact("Folded", reply.stateHash)
        report.fact("Live", reply.liveHash)
        report.fact(
            "Folded from",
            reply.foldedAfter.map { "the snapshot of event \($0): what lies before it is in archives" })
        report.fact("Recorded hashes on the way", reply.checkpointsCompared.map { "\($0)" })
        if !isEqual {
            report.next(session.command("log verify"), session.command("diagnose"))
        }
        session.show(report)
        return isEqual ? .done : .notSound
    }
}
