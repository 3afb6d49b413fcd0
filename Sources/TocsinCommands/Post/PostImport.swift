import ArgumentParser
import ControlInterface
import Varlink

struct PostImport: Verb {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Schedule posts from a file: NDJSON, or CSV where its name ends in .csv.",
        discussion: "Fields: post, account, postClass, campaign, text, dueAt (with a zone).")

    /// Posts in one call.
    static let batchPosts = 500
    /// Bytes of text in one call, well under the frame the daemon takes.
    static let batchBytes = 1024 * 1024

    @Argument(help: "The file, or - for standard input.")
    var file: String

    @Option(
        name: .customLong("map"),
        help: ArgumentHelp("Take a field from another tool's column; repeatable.", valueName: "field=column"))
    var mappings: [String] = []

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp("The zone of times that have none, such as +01:00.", valueName: "offset"))
    var zone: String?

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let map = try FieldMap(mappings, fields: PostRecord.fields, zone: zone)
        let source = try ByteSource(path: file)
        var reader = try RecordReader(source)
        if let header = reader.header { try map.check(header: header, place: source.name) }
        var tally = ImportTally(takenWord: "accepted")
        var batch: [(line: Int64, post: PostInterface.NewPost)] = []
        var bytes = 0
        do throws(CommandError) {
            while let record = try reader.next() {
                guard case .object(let object) = record.content else {
                    if case .refused(let reason) = record.content { tally.refuse(record.line, reason) }
                    continue
                }
                do throws(FieldMap.Refusal) {
                    let post = try PostRecord.newPost(object, map)
                    batch.append((record.line, post))
                    bytes += post.text.utf8.count
                } catch {
                    tally.refuse(record.line, error.reason)
                }
                if batch.count == Self.batchPosts || bytes > Self.batchBytes {
                    try send(&batch, &tally, session)
                    bytes = 0
                }
            }
            try send(&batch, &tally, session)
        } catch {
            throw tally.interrupted(by: error)
        }
        var report = tally.report(of: source.name)
        if let held = tally.held, held > 0 {
            report.line("\(Words.count(held, "post")) accepted as held: a stop covers them.", .warning)
        }
        report.next(session.command("post list", drill: drill.name))
        session.show(report, drill: drill.name)
        return tally.status
    }

    private func send(
        _ batch: inout [(line: Int64, post: PostInterface.NewPost)], _ tally: inout ImportTally,
        _ session: Session
    ) throws(CommandError) {
        guard !batch.isEmpty else { return }
        let answer = try session.ask(
            PostInterface.ScheduleMany.self, .init(posts: batch.map(\.post), drill: drill.name),
            timeout: Session.listTimeout)
        tally.taken += Int64(answer.reply.accepted.count)
        tally.held = (tally.held ?? 0) + answer.reply.heldCount
        for refused in answer.reply.refused {
            let index = Int(clamping: refused.index) - 1
            tally.refuse(batch.indices.contains(index) ? batch[index].line : 0, refused.reason)
        }
        batch = []
    }
}
