import ArgumentParser
import ControlInterface

struct RuleAdopt: Verb {
    static let configuration = CommandConfiguration(
        commandName: "adopt", abstract: "Put a rule in force, or a new version of it.",
        discussion: """
            The rule fires when at least THRESHOLD negative mentions by at least the minimum number of authors fall \
            in one window. Without --hold it alerts only.
            """)

    @Argument(help: "The rule's name.")
    var rule: String

    @Option(name: .long, help: ArgumentHelp("count.", valueName: "kind"))
    var kind = "count"

    @Option(
        name: .long, help: ArgumentHelp("The window's length.", valueName: "minutes"),
        transform: Values.positive)
    var window: Int64

    @Option(
        name: .long, help: ArgumentHelp("Negative mentions needed.", valueName: "number"),
        transform: Values.positive)
    var threshold: Int64

    @Option(
        name: .long, help: ArgumentHelp("Different authors needed (default: 1).", valueName: "number"),
        transform: Values.positive)
    var minimumAuthors: Int64?

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(
            "A mention counts when its valence (-1000 to 1000) is below this (default: -200).",
            valueName: "number"))
    var scoreBelow: Int64?

    @Option(
        name: .long,
        help: ArgumentHelp("Only mentions of this unit; its accounts' posts are held.", valueName: "name"))
    var unit: String?

    @Option(name: .long, help: ArgumentHelp("Only mentions of this account.", valueName: "name"))
    var account: String?

    @Option(name: .long, help: ArgumentHelp("Only mentions in this language.", valueName: "code"))
    var language: String?

    @Option(
        name: .customLong("hold"),
        help: ArgumentHelp("Hold posts of this class when it fires; repeatable.", valueName: "class"),
        transform: Values.postClass)
    var holdClasses: [String] = []

    @Flag(name: .long, help: "Do not tell anybody when it fires.")
    var noAlert = false

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(
            RuleInterface.Adopt.self,
            .init(
                rule: rule, kind: kind, unit: unit, account: account, language: language,
                windowMinutes: window,
                threshold: threshold, minimumAuthors: minimumAuthors, scoreBelow: scoreBelow,
                holdClasses: holdClasses.isEmpty ? nil : holdClasses, alert: noAlert ? false : nil,
                drill: drill.name))
        session.tell(
            "Rule \(rule), version \(answer.reply.version), is in force.", answer.json, drill: drill.name,
            next: [session.command("rule list", drill: drill.name)])
        return .done
    }
}
