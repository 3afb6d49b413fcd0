import ArgumentParser
import ControlInterface

struct LogEraseAuthor: Verb {
    static let configuration = CommandConfiguration(
        commandName: "erase-author",
        abstract: "Destroy an author's key: nothing that they wrote can be read again, here or in any copy.",
        discussion: """
            Counts, decisions and log verify stay as they are. A legal hold refuses it. A backup of the file of \
            author keys still holds the key until it is gone: keep such backups for a short time only.
            """)

    @Option(name: .long, help: "The author's number, as log tail shows it.")
    var author: Int64?

    @Option(name: .long, help: "With --handle: where they are known.")
    var source: String?

    @Option(name: .long, help: "The author's handle at that source.")
    var handle: String?

    @Option(name: .long, help: "Why, and at whose request.")
    var reason: String

    @Option(name: .long, help: "In which role you act, such as data-protection-officer.")
    var role: String?

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard (author != nil) != (source != nil && handle != nil) else {
            throw ValidationError("name the author with --author, or with --source and --handle")
        }
    }

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(
            LogInterface.EraseAuthor.self,
            .init(
                author: author, source: source, handle: handle, reason: reason, role: role,
                drill: drill.name))
        let reply = answer.reply
        var report = Report(json: answer.json)
        report.line(
            "Author \(reply.author) is erased: \(Words.count(reply.mentions, "mention")) cannot be read any more.",
            reply.keyDestroyed ? .good : .warning)
        if !reply.keyDestroyed {
            report.line(
                "The key file could not be written: the key is destroyed at the next start.", .bad)
        }
        report.fact("Event", "\(reply.sequence)")
        report.next(
            session.command("log prove \(reply.sequence) --out erasure.proof"),
            session.command("log verify"))
        session.show(report, drill: drill.name)
        return .done
    }
}
