import ArgumentParser

/// The whole command tree: first what is done in a hurry, then the nouns.
struct TocsinControl: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "tocsinctl",
        abstract: "The emergency stop and flight recorder for an organisation's social media.",
        discussion: """
            Without a command: the status, and what to do next. To stop all publishing now: tocsinctl stop
            """,
        version: version,
        subcommands: hurried,
        groupedSubcommands: [
            CommandGroup(name: "What goes out:", subcommands: [AccountNoun.self, PostNoun.self]),
            CommandGroup(
                name: "What comes in:", subcommands: [MentionNoun.self, RuleNoun.self, SentimentNoun.self]),
            CommandGroup(name: "The crisis:", subcommands: [CrisisNoun.self, TaskNoun.self, AlertNoun.self]),
            CommandGroup(
                name: "Drills and the record:",
                subcommands: [DrillNoun.self, LogNoun.self, ClockNoun.self, RecoveryNoun.self]),
        ],
        defaultSubcommand: StatusCommand.self)

    private static let hurried: [any ParsableCommand.Type] = [
        StopCommand.self, ReleaseCommand.self, ReceiptCommand.self, StatusCommand.self, WatchCommand.self,
        ReadinessCommand.self, PassphraseCommand.self, DiagnoseCommand.self,
    ]

    /// Every word that may stand first.
    static var names: [String] {
        configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    }
}
