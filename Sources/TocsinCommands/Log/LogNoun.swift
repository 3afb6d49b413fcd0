import ArgumentParser

struct LogNoun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "The record: read it, verify it, take it out.",
        subcommands: [LogTail.self, LogExport.self, LogVerify.self, LogProve.self, LogState.self])
}
