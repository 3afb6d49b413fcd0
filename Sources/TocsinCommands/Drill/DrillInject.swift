import ArgumentParser
import ControlInterface
import Varlink

/// `drill inject`: the lines that `log export` writes, into a drill. In order and one call after the other, since the
/// clock advances with them.
struct DrillInject: Verb {
    static let configuration = CommandConfiguration(
        commandName: "inject", abstract: "Feed a file, as log export writes it, into a drill.")

    @Argument(help: "The file, or - for standard input.")
    var file: String

    @OptionGroup var drill: RequiredDrill
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let input = try ByteSource(path: file)
        var reader = LineReader(input)
        var bar = ProgressBar(session.console, total: input.size, unit: "lines")
        defer { bar.finish() }
        var result = Result()
        var batch = MentionBatch()
        do throws(CommandError) {
            while let line = try reader.next() {
                switch line.content {
                case .refused(let reason): result.tally.refuse(line.number, reason)
                case .text(let text): batch.append(text, line.number)
                }
                guard batch.isFull else { continue }
                try send(batch, &result, session)
                batch = MentionBatch()
                bar.show(done: input.bytesRead, count: result.tally.taken)
            }
            if !batch.isEmpty { try send(batch, &result, session) }
        } catch {
            throw result.tally.interrupted(by: error)
        }
        bar.finish()
        session.show(report(result, input.name, session), drill: drill.name)
        return result.tally.status
    }

    private struct Result {
        var tally = ImportTally(takenWord: "injected")
        var skipped: Int64 = 0
        var clock: String?
    }

    private func send(_ batch: MentionBatch, _ result: inout Result, _ session: Session) throws(CommandError)
    {
        let answer = try session.ask(
            DrillInterface.Inject.self,
            .init(drill: drill.name, lines: batch.lines, firstLine: batch.firstLine),
            timeout: Session.listTimeout)
        result.tally.taken += answer.reply.injected
        result.skipped += answer.reply.skipped
        result.clock = answer.reply.clock
        for refused in answer.reply.refused {
            result.tally.refuse(
                batch.line(of: refused.line), "\(refused.kind): \(Words.or(refused.reason, refused.outcome))")
        }
    }

    private func report(_ result: Result, _ file: String, _ session: Session) -> Report {
        var report = result.tally.report(of: file)
        if case .object(var object) = report.json {
            object["skipped"] = .integer(result.skipped)
            if let clock = result.clock { object["clock"] = .string(clock) }
            report.json = .object(object)
        }
        report.fact("Skipped", "\(result.skipped) (consequences, which Tocsin decides itself)")
        report.fact("Clock", result.clock)
        report.next(
            session.command("status", drill: drill.name), session.command("log tail", drill: drill.name))
        return report
    }
}
