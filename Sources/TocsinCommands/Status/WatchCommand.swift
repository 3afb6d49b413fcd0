import ArgumentParser
import ControlInterface
import Varlink

/// `watch`: the headline, then every event as it comes; after what may change it, the headline again.
struct WatchCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Follow what happens, until interrupted.")

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        var headline = ""
        try showHeadline(&headline, session)
        let listener = Session.beside(session)
        let parameters = LogInterface.Tail.Parameters(follow: true, drill: drill.name)
        try listener.askMore(LogInterface.Tail.self, parameters, timeout: .never) {
            answer, _ throws(CommandError) in
            guard answer.reply.event != [:] else { return .next }
            var report = Report(json: answer.reply.event)
            let event = EventLine(answer.reply.event)
            report.line(event.text, event.tone)
            session.show(report)
            if event.mayChangeHeadline { try showHeadline(&headline, session) }
            return .next
        }
        return .done
    }

    private func showHeadline(_ last: inout String, _ session: Session) throws(CommandError) {
        guard !session.json else { return }
        let answer = try session.ask(ServiceInterface.Status.self, .init(drill: drill.name))
        guard answer.reply.headline != last else { return }
        last = answer.reply.headline
        var report = Report(json: answer.json)
        report.line(last, answer.reply.publishing ? .good : .bad)
        session.show(report, drill: drill.name)
    }
}
