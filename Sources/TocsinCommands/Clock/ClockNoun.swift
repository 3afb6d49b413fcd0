import ArgumentParser

struct ClockNoun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock", abstract: "The wall clock, after it jumped.", subcommands: [ClockConfirm.self])
}
