import ArgumentParser
import ControlInterface
import Varlink

/// `recovery make`: shown once, here, and kept nowhere.
struct RecoveryMake: Verb {
    static let configuration = CommandConfiguration(
        commandName: "make", abstract: "Make the recovery code, once, as root: two halves for two envelopes.")

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(
            StopInterface.MakeRecoveryCode.self, .init(), timeout: ReleaseCommand.timeout)
        var report = Report(json: answer.json)
        report.line("The recovery code. It is not shown again.")
        report.line("Write each half on a paper of its own and seal both.")
        report.fact("First half", answer.reply.firstHalf)
        report.fact("Second half", answer.reply.secondHalf)
        report.next(session.command("readiness"))
        session.show(report)
        return .done
    }
}
