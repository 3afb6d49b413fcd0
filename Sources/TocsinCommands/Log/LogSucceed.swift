import ArgumentParser
import ControlInterface

struct LogSucceed: Verb {
    static let configuration = CommandConfiguration(
        commandName: "succeed",
        abstract: "Freeze a damaged log and go on, stopped, with a successor of its sound beginning.",
        discussion: """
            Two releasers with different uids agree, each with a passphrase. The damaged log is kept as it is, beside \
            the new one. The daemon starts anew, and publishing is stopped until two persons release it.
            """)

    @Option(
        name: .long,
        help: ArgumentHelp("Read the passphrase from this descriptor.", valueName: "number"),
        transform: Values.descriptor)
    var passphraseFd: Int32?

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let passphrase = try session.console.readSecret("Passphrase: ", descriptor: passphraseFd)
        let answer = try session.ask(
            LogInterface.Succeed.self, .init(passphrase: passphrase), timeout: Session.listTimeout)
        var report = Report(json: answer.json)
        guard answer.reply.outcome == "succeeded" else {
            report.line("Proposed. A second person must agree until \(Words.or(answer.reply.expiresAt)).")
            report.next(session.command("log succeed"))
            session.show(report)
            return .releasePending
        }
        report.line(
            "The log has a successor: events to \(answer.reply.keptThrough ?? 0) were kept. The daemon starts anew, stopped.",
            .good)
        report.next(session.command("status"), session.command("log verify"))
        session.show(report)
        return .done
    }
}
