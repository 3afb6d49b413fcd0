import ArgumentParser
import ControlInterface
import Varlink

struct AlertTest: Verb {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Send a test alert to every configured channel.")

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(AlertInterface.Test.self, .init())
        session.tell(
            "Test alert \(answer.reply.alert) is on its way. It counts when a person has seen it.",
            answer.json,
            next: [session.command("alert ack \(answer.reply.alert)"), session.command("alert list --all")])
        return .done
    }
}
