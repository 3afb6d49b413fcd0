import ArgumentParser

struct LogNoun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "The record: read it, verify it, take it out.",
        subcommands: [LogTail.self, LogExport.self, LogVerify.self, LogState.self] + store)

    /// The life of the store.
    private static let store: [any ParsableCommand.Type] = [
        LogBackupCommand.self, LogImport.self, LogArchiveCommand.self, LogRestore.self, LogPrune.self,
        LogStats.self,
    ]
}
