import ArgumentParser
import ControlInterface

struct LogMigrate: Verb {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Declare that this version is meant to fold or decide otherwise than the log records.")

    @Option(name: .long, help: "Why the difference is meant.")
    var reason: String

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(
            LogInterface.Migrate.self, .init(reason: reason), timeout: Session.listTimeout)
        session.tell(
            "Declared, as event \(answer.reply.sequence). Restart the daemon: it then goes on.", answer.json,
            next: ["systemctl restart tocsind"])
        return .done
    }
}
