import ArgumentParser

struct RuleNoun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rule", abstract: "What makes a crisis suspected.",
        subcommands: [RuleAdopt.self, RuleList.self, RuleRetire.self, RuleSeries.self])
}
