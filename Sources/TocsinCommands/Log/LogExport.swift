import ArgumentParser
import ControlInterface
import CrisisModel
import Glibc
import Rewind
import Varlink

struct LogExport: Verb {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Events as NDJSON, the form that scenarios are written in.",
        discussion: """
            Filters are name=value: kind (post.held, or a noun), realm, drill, account, post, crisis, stop, actor, \
            author. Of one name any must hold, of several all.
            """)

    @Option(
        name: .long,
        help: ArgumentHelp("Where it begins: an event's number, or a time.", valueName: "moment"),
        transform: Moment.read)
    var from: Moment?

    @Option(
        name: .long, help: ArgumentHelp("Where it ends: an event's number, or a time.", valueName: "moment"),
        transform: Moment.read)
    var to: Moment?

    @Option(
        name: .customLong("filter"),
        help: ArgumentHelp("Only these events; repeatable.", valueName: "name=value"))
    var filters: [String] = []

    @Option(
        name: .long, help: ArgumentHelp("Write to this new file, not to standard output.", valueName: "file"))
    var out: String?

    @Flag(help: "All blocks exactly as they are stored, for log import: one a line, behind a header line.")
    var exact = false

    @Option(help: "With --exact: a log's folder. Without it the running daemon's log.")
    var directory: String?

    @Flag(
        name: .long,
        help: "With authors' names and texts, where they can still be read; without it they stay sealed.")
    var personalData = false

    @Option(
        name: .long,
        help: ArgumentHelp("Only events of this kind, as a table (post.published).", valueName: "kind"))
    var csv: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Write blocks, events, checkpoints, key and a verifier that needs no Tocsin to this new folder.",
            valueName: "folder"))
    var evidence: String?

    @Option(name: .long, help: "What it is for; the export is itself an event.")
    var purpose: String?

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if let csv, EventKind(name: csv) == nil {
            throw ValidationError("\(csv) is no kind of event; docs/events.md lists them")
        }
        guard [exact, csv != nil, evidence != nil].filter({ $0 }).count <= 1 else {
            throw ValidationError("--exact, --csv and --evidence are different forms: give one")
        }
        let isPart = from != nil || to != nil || drill.name != nil || !filters.isEmpty
        if evidence != nil, isPart || out != nil {
            throw ValidationError("--evidence takes the whole log, into its own folder")
        }
        if exact, isPart {
            throw ValidationError(
                "--exact takes the whole log: it goes without --from, --to, --drill and --filter")
        }
        if !exact, directory != nil { throw ValidationError("--directory goes with --exact") }
    }

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        if let evidence {
            return try EvidenceExporting.run(
                session, to: evidence, personalData: personalData, purpose: purpose)
        }
        if exact { return try ExactExporting.run(session, directory: directory, out: out) }
        var file: Int32?
        if let out { file = try NewFile.create(out) }
        defer { if let file { close(file) } }
        var count = 0
        var part = try ExportPart(from: from, to: to, filters: filters)
        let table = csv.flatMap { EventKind(name: $0) }.map { CSVExport(kind: $0) }
        var opening = table?.header ?? ""
        let parameters = LogInterface.Export.Parameters(
            from: part.first, to: part.last, drill: drill.name, personalData: personalData ? true : nil,
            purpose: purpose,
            form: csv == nil ? nil : "csv")
        try session.askMore(LogInterface.Export.self, parameters, timeout: .after(Session.listTimeout)) {
            answer, _ throws(CommandError) in
            let lines = try part.lines(of: answer.reply.lines)
            let records = table.map { Self.records(lines, $0) }
            let text = opening + (records ?? lines.map { $0 + "\n" }).joined()
            opening = ""
            count += records?.count ?? lines.count
            guard let file, let out else {
                session.console.write(text)
                return session.console.outputFailed ? .stop : .next
            }
            try NewFile.append(text, to: file, out)
            return .next
        }
        if let file, let out {
            guard fsync(file) == 0 else {
                throw CommandError(.cannotWrite, "cannot be flushed: \(SystemText.error(errno))", place: out)
            }
            session.note("\(Words.count(count, "event")) written to \(out).")
        }
        return .done
    }

    private static func records(_ lines: [String], _ table: CSVExport) -> [String] {
        lines.compactMap { line in
            do throws(JSONError) { return table.record(try JSONValue(parsing: line)) } catch { return nil }
        }
    }
}
