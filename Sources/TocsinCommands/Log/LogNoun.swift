import ArgumentParser

struct LogNoun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "The record: read it, prove it, rewind it, take it out, keep it.",
        subcommands: reading + evidence + rewind + people + store)

    private static let reading: [any ParsableCommand.Type] = [
        LogTail.self, LogExport.self, LogVerify.self, LogRebuild.self,
    ]
    /// What somebody who trusts nobody asks for.
    private static let evidence: [any ParsableCommand.Type] = [
        LogCheckpoint.self, LogProve.self, LogProveStop.self,
    ]
    private static let rewind: [any ParsableCommand.Type] = [
        LogState.self, LogDiff.self, LogReplay.self, LogWhy.self, LogWhatIf.self, LogReport.self,
    ]
    private static let people: [any ParsableCommand.Type] = [LogEraseAuthor.self, LogHold.self]
    /// The life of the store.
    private static let store: [any ParsableCommand.Type] = [
        LogBackupCommand.self, LogImport.self, LogArchiveCommand.self, LogRestore.self, LogPrune.self,
        LogStats.self, LogSucceed.self, LogMigrate.self,
    ]
}
