import ArgumentParser
import ControlInterface
import Varlink

/// `readiness`: its first three lines answer whether one could stop, speak and release tonight.
struct ReadinessCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "readiness", abstract: "Could I stop, speak and release tonight?")

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(ServiceInterface.Readiness.self, .init())
        let reply = answer.reply
        var report = Report(json: answer.json)
        line("Could I stop tonight?", reply.couldStop, &report)
        line("Could I speak tonight?", reply.couldSpeak, &report)
        line("Could I release tonight?", reply.couldRelease, &report)
        report.blank()
        var table = Table(["", "Item", "What was found"], whenEmpty: "No item was looked at.")
        for item in reply.items {
            table.row([item.ok ? "ok" : "NO", item.item, item.detail], item.ok ? .plain : .bad)
        }
        report.table(table)
        report.next(reply.items.filter { !$0.ok }.compactMap(\.next).map { session.adapted($0) })
        session.show(report)
        return reply.couldStop && reply.couldSpeak && reply.couldRelease ? .done : .notReady
    }

    private func line(_ question: String, _ answer: Bool, _ report: inout Report) {
        report.line("\(question) \(answer ? "Yes." : "NO.")", answer ? .good : .bad)
    }
}
