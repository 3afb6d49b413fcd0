import ArgumentParser
import ControlInterface
import Varlink

struct LogState: Verb {
    static let configuration = CommandConfiguration(
        commandName: "state", abstract: "The hash of the whole state, to compare with another copy.")

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(LogInterface.State.self, .init(), timeout: Session.listTimeout)
        var report = Report(json: answer.json)
        report.fact("Last event", "\(answer.reply.sequence)")
        report.fact("State", answer.reply.stateHash)
        session.show(report)
        return .done
    }
}
