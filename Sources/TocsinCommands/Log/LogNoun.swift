import ArgumentParser

struct LogNoun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "The record: read it, prove it, rewind it, take it out, keep it.",
        subcommands: reading + evidence + store)

    private static let reading: [any ParsableCommand.Type] = [
        LogTail.self, LogExport.self, LogVerify.self, LogState.self,
    ]
    /// What somebody who trusts nobody asks for.
    private static let evidence: [any ParsableCommand.Type] = [LogProve.self]
    /// The life of the store.
    private static let store: [any ParsableCommand.Type] = [
        LogBackupCommand.self, LogImport.self, LogArchiveCommand.self, LogRestore.self, LogPrune.self,
        LogStats.self,
    ]
}
