import ArgumentParser

struct AlertNoun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alert", abstract: "Who was told, and whether anybody has seen it.",
        subcommands: [AlertList.self, AlertAcknowledge.self, AlertTest.self])
}
