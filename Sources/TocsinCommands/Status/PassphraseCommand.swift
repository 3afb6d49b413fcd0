import ArgumentParser
import ControlInterface

/// `passphrase`: sets the caller's own. Typed twice on a terminal, so that a slip does not lock a releaser out.
struct PassphraseCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "passphrase", abstract: "Set your own passphrase for releases.")

    @Option(
        name: .long,
        help: ArgumentHelp("Read the new passphrase from this descriptor.", valueName: "number"),
        transform: Values.descriptor)
    var passphraseFd: Int32?

    @Option(
        name: .long,
        help: ArgumentHelp("Read the present passphrase from this descriptor.", valueName: "number"),
        transform: Values.descriptor)
    var presentFd: Int32?

    @Flag(name: .long, help: "You have a passphrase already: ask for it first.")
    var change = false

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        var present: String?
        if change || presentFd != nil {
            present = try session.console.readSecret("Present passphrase: ", descriptor: presentFd)
        }
        let replacement = try session.console.readSecret("New passphrase: ", descriptor: passphraseFd)
        if passphraseFd == nil {
            let again = try session.console.readSecret("New passphrase again: ", descriptor: nil)
            guard again == replacement else {
                throw CommandError(.badInput, "the two are not the same; nothing was changed")
            }
        }
        let answer = try session.ask(
            StopInterface.SetPassphrase.self, .init(present: present, replacement: replacement),
            timeout: ReleaseCommand.timeout)
        var report = Report(json: answer.json)
        report.line("Your passphrase is set.", .good)
        report.next(session.command("release --rehearse"), session.command("readiness"))
        session.show(report)
        return .done
    }
}
