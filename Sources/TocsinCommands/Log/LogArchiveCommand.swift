import ArgumentParser
import Cryptography
import EventLog
import LogFiles
import Varlink

struct LogArchiveCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "archive",
        abstract: "Put a range of the log into compressed files that still verify, or check such files.",
        discussion: """
            With --through: archives whole blocks, behind those that the folder holds already. With --check: reads \
            the archives to their ends, and with --directory the log that goes on behind them.
            """)

    @Argument(help: "A folder for the archives; with --check the archives.")
    var places: [String]

    @Option(help: "The log's folder.")
    var directory: String?

    @Option(help: ArgumentHelp("The last event to be archived.", valueName: "number"))
    var through: UInt64?

    @Flag(help: "Check archives; nothing is written.")
    var check = false

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if check {
            if through != nil { throw ValidationError("--check goes without --through") }
        } else {
            guard places.count == 1 else { throw ValidationError("name one folder for the archives") }
            guard directory != nil, through != nil else {
                throw ValidationError("--directory and --through say what to archive")
            }
        }
    }

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        guard !check, let directory, let through else { return try verify(session) }
        var bar = CopyBar(session.console)
        let paths = try CommandError.wrapping { () throws(LogFileError) in
            try LogArchive.write(
                from: LogBackup.open(directory), place: directory, into: places[0], through: through
            ) { bar.show($0) }
        }
        bar.finish()
        var report = Report(json: ["archives": .array(paths.map { .string($0) })])
        report.line(
            paths.isEmpty
                ? "Nothing to archive: no further block ends at or before event \(through)."
                : "Archived and verified: \(Words.count(paths.count, "file")).", .good)
        for path in paths { report.line(path) }
        session.show(report)
        return .done
    }

    private func verify(_ session: Session) throws(CommandError) -> CommandStatus {
        var bar = CopyBar(session.console)
        defer { bar.finish() }
        var found: VerifyReport?
        let chain = try CommandError.wrapping { () throws(LogFileError) in
            var marks: Set<UInt64> = []
            if let directory { marks.insert(try ArchiveChain.mark(for: directory)) }
            let chain = try ArchiveChain.check(places, marks: marks) { bar.show($0) }
            if let directory { found = try chain.check(with: directory) }
            return chain
        }
        let isSound = found?.isSound ?? true
        let root = found?.treeRoot ?? chain.root
        let last = found?.lastSequence?.rawValue ?? chain.lastSequence
        let first = chain.beginning.lastSequence + 1
        var report = Report(json: [
            "sound": .bool(isSound), "files": .integer(Int64(chain.fileCount)),
            "firstSequence": .integer(Int64(first)), "lastSequence": .integer(Int64(last)),
            "withLog": .bool(found != nil), "root": .string(Base64.encode(root.bytes)),
        ])
        report.line(
            isSound ? "SOUND: events \(first) to \(last)." : "NOT SOUND: the log is damaged.",
            isSound ? .good : .bad)
        report.line(Self.conclusion(chain, found, isSound))
        report.fact("Tree root", root.description)
        session.show(report)
        return isSound ? .done : .notSound
    }

    private static func conclusion(_ chain: ArchiveChain, _ log: VerifyReport?, _ isSound: Bool) -> String {
        guard isSound else { return "The archives are sound; run log verify on the log." }
        let from =
            chain.beginning.isFirst
            ? "from the log's first event on"
            : "from event \(chain.beginning.lastSequence + 1) on; what lies before it is known by its hashes alone"
        let to =
            log == nil
            ? "to the last archive's end" : "through the archives and the log that goes on behind them"
        return
            "Proved: one tree of blocks, \(from), \(to). Not proved: that its root is the one that was witnessed; compare it."
    }
}
