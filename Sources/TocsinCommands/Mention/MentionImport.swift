import ArgumentParser
import ControlInterface

/// `mention import`: any tool's mentions into the log. Run again over the same file it changes nothing: a mention
/// is known by its source and id.
struct MentionImport: Verb {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Record mentions from a file: NDJSON, or CSV where its name ends in .csv.",
        discussion: """
            Fields: source, id, author, text, occurredAt (with a zone); name, account, unit, language, link, \
            audience where known. Another tool's file: --map id=tweet_id --map occurredAt=created_at and so on; \
            dots step into objects (--map author=user.name).
            """)

    @Argument(help: "The file, or - for standard input.")
    var file: String

    @Option(
        name: .customLong("map"),
        help: ArgumentHelp("Take a field from another tool's column; repeatable.", valueName: "field=column"))
    var mappings: [String] = []

    @Flag(name: .long, help: "Of the past: recorded, scored and counted; never fires a rule.")
    var history = false

    @Flag(name: .long, help: "Of now: may fire rules, in event time (the default).")
    var live = false

    @Option(name: .long, help: ArgumentHelp("The source of lines that name none.", valueName: "name"))
    var source: String?

    @Option(name: .long, help: ArgumentHelp("The unit of lines that name none.", valueName: "name"))
    var unit: String?

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp("The zone of times that have none, such as +01:00.", valueName: "offset"))
    var zone: String?

    @Flag(name: .long, help: "Make names of sources, units and accounts fit: US Airways becomes US-Airways.")
    var tidyNames = false

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if history, live { throw ValidationError("--history and --live contradict each other") }
    }

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        if let zone { try Self.check(zone: zone) }
        var map = try FieldMap(mappings, fields: MentionRecord.fields, zone: zone)
        map.tidiesNames = tidyNames
        let input = try ByteSource(path: file)
        let lines = try MentionLines(input, map: map, unit: unit)
        var pump = MentionPump(
            lines: lines, input: input, source: source, mode: history ? "history" : "live", drill: drill.name)
        let tally = try pump.run(in: session)
        var report = tally.report(of: input.name)
        report.next(session.command("mention list", drill: drill.name))
        report.next(session.command("status", drill: drill.name))
        session.show(report, drill: drill.name)
        return tally.status
    }

    private static func check(zone: String) throws(CommandError) {
        do throws(TimeReader.Refusal) {
            _ = try TimeReader.offset(zone)
        } catch {
            throw CommandError(.usage, "--zone: \(error.reason)")
        }
    }
}
