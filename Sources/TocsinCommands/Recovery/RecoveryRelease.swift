import ArgumentParser
import ControlInterface

/// `recovery release`: both halves together stand for the two persons.
struct RecoveryRelease: Verb {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Release a stop with both halves of the recovery code, as root.",
        discussion: """
            It is recorded, everyone is told, and a task to look into it is opened. No post changes by it.
            """)

    @Argument(help: "The stop's number.")
    var stop: Int64

    @Option(
        name: .long,
        help: ArgumentHelp("Read the first half from this descriptor.", valueName: "number"),
        transform: Values.descriptor)
    var firstFd: Int32?

    @Option(
        name: .long,
        help: ArgumentHelp("Read the second half from this descriptor.", valueName: "number"),
        transform: Values.descriptor)
    var secondFd: Int32?

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let first = try session.console.readSecret("First half: ", descriptor: firstFd)
        let second = try session.console.readSecret("Second half: ", descriptor: secondFd)
        let answer = try session.ask(
            StopInterface.ReleaseWithRecoveryCode.self,
            .init(epoch: stop, firstHalf: first, secondHalf: second), timeout: ReleaseCommand.timeout)
        var report = Report(json: answer.json)
        report.line("RELEASED with the recovery code: stop \(stop). Everyone is told.", .warning)
        report.fact("Held posts", "\(answer.reply.heldPosts), each waits for a decision")
        report.next(session.command("post list --needs-review"), session.command("task list"))
        session.show(report)
        return .done
    }
}
