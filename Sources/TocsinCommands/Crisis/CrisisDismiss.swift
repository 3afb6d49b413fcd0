import ArgumentParser
import ControlInterface
import CrisisModel

/// `crisis dismiss`: with `--confirm` it is done, without it only said what would happen.
struct CrisisDismiss: Verb {
    static let configuration = CommandConfiguration(
        commandName: "dismiss", abstract: "Say that a suspicion is not a crisis.",
        discussion: """
            With --verdict false, posts that the rule held return where their time is still ahead; the others are \
            missed. Without --confirm nothing happens: the answer says what would.
            """)

    @Argument(help: "The crisis's number.")
    var crisis: Int64

    @Option(
        name: .long,
        help: ArgumentHelp("Whether the rule was right: true, false or late.", valueName: "verdict"),
        transform: Self.verdict)
    var verdict: String

    @Option(name: .long, help: ArgumentHelp("What was found out.", valueName: "text"))
    var note: String?

    @Flag(name: .long, help: "Do it.")
    var confirm = false

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    private static func verdict(_ text: String) throws -> String {
        guard Verdict(rawValue: text) != nil else {
            throw ValidationError("\(text) is not a verdict: true, false or late")
        }
        return text
    }

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(
            CrisisInterface.Dismiss.self,
            .init(crisis: crisis, verdict: verdict, note: note, confirm: confirm, drill: drill.name))
        let reply = answer.reply
        var report = Report(json: answer.json)
        if reply.dismissed {
            report.line("Crisis \(crisis) is dismissed (verdict: \(verdict)).", .good)
        } else {
            report.line("NOTHING HAPPENED YET. Dismissing crisis \(crisis) would do this:", .warning)
        }
        report.line("\(Words.count(reply.returning.count, "post")) return, \(reply.missed.count) missed.")
        list("Returning", reply.returning, &report)
        list("Missed", reply.missed, &report)
        if reply.dismissed {
            report.next(session.command("status", drill: drill.name))
            if !reply.missed.isEmpty {
                report.next(session.command("post list --state missed", drill: drill.name))
            }
        } else {
            let noteWords = note.map { " --note " + ShellWord.quoted($0) } ?? ""
            report.next(
                session.command(
                    "crisis dismiss \(crisis) --verdict \(verdict)\(noteWords) --confirm", drill: drill.name))
        }
        session.show(report, drill: drill.name)
        return reply.dismissed ? .done : .notConfirmedByPerson
    }

    private func list(_ title: String, _ posts: [String], _ report: inout Report) {
        guard !posts.isEmpty else { return }
        var table = Table([title], whenEmpty: "")
        for post in posts { table.row([post]) }
        report.table(table)
    }
}
