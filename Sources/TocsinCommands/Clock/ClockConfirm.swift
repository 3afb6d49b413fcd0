import ArgumentParser
import ControlInterface
import Varlink

struct ClockConfirm: Verb {
    static let configuration = CommandConfiguration(
        commandName: "confirm",
        abstract: "Say that the time is right after a step: what is due may go out again.")

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(ServiceInterface.ConfirmClock.self, .init())
        session.tell("The clock is confirmed.", answer.json, next: [session.command("status")])
        return .done
    }
}
