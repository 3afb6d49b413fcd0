import ArgumentParser
import ControlInterface

struct PostDecide: Verb {
    static let configuration = CommandConfiguration(
        commandName: "decide", abstract: "Decide on many held posts from a file.",
        discussion: """
            The file is what post list --held --csv writes, with the column decision filled in: keep, move (and \
            newDueAt) or cancel. Rows without a decision stay as they are.
            """)

    /// Decisions in one call.
    static let batchDecisions = 500

    @Option(
        name: .long,
        help: ArgumentHelp("The file; a name ending in .csv is CSV, else NDJSON.", valueName: "file"))
    var from: String

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let source = try ByteSource(path: from)
        let content = try DecisionFile.read(source)
        var tally = ImportTally(takenWord: "decided")
        for refusal in content.refusals { tally.refuse(refusal.line, refusal.reason) }
        do throws(CommandError) {
            var rest = content.decisions[...]
            while !rest.isEmpty {
                try send(Array(rest.prefix(Self.batchDecisions)), &tally, session)
                rest = rest.dropFirst(Self.batchDecisions)
            }
        } catch {
            throw tally.interrupted(by: error)
        }
        var report = tally.report(of: source.name)
        if content.undecided > 0 {
            report.line("\(Words.count(content.undecided, "row")) without a decision stayed as they are.")
        }
        report.next(session.command("post list --needs-review", drill: drill.name))
        session.show(report, drill: drill.name)
        return tally.status
    }

    private func send(
        _ lines: [DecisionFile.Line], _ tally: inout ImportTally, _ session: Session
    ) throws(CommandError) {
        let answer = try session.ask(
            PostInterface.Review.self, .init(decisions: lines.map(\.decision), drill: drill.name),
            timeout: Session.listTimeout)
        tally.taken += answer.reply.decided
        for refused in answer.reply.refused {
            let index = Int(clamping: refused.index) - 1
            let name = refused.post.map { "\($0): " } ?? ""
            tally.refuse(lines.indices.contains(index) ? lines[index].number : 0, name + refused.reason)
        }
    }
}
