import ArgumentParser

struct RecoveryNoun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recovery", abstract: "Break-glass: the code in the two sealed envelopes.",
        subcommands: [RecoveryMake.self, RecoveryRelease.self])
}
