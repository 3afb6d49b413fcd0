import ArgumentParser
import ControlInterface
import CrisisModel
import EventLog
import Projections
import Varlink

struct LogState: Verb {
    static let configuration = CommandConfiguration(
        commandName: "state",
        abstract: "The whole state at any past event, with its hash and the one that was recorded.",
        discussion: "With --json the document itself; otherwise its hash, and how it is vouched for.")

    @Option(
        name: .long,
        help: ArgumentHelp(
            "An event's number, or a time: then the last event at or before it.", valueName: "moment")
    )
    var at: String?

    @Option(help: "A log's folder, or a copy of one, that no daemon has open.")
    var directory: String?

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard let at, Int64(at) == nil else { return }
        _ = try Values.time(at)
    }

    /// What both ways of asking come to.
    private struct Answer {
        var document: JSONValue
        var sequence: Int64
        var hash: String
        var recorded: String?
        var before: Int64?
        var after: Int64?
    }

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer: Answer
        if let directory { answer = try offline(directory) } else { answer = try overTheSocket(session) }
        var object = JSONObject()
        object["sequence"] = .integer(answer.sequence)
        object["stateHash"] = .string(answer.hash)
        if let recorded = answer.recorded { object["recordedHash"] = .string(recorded) }
        object["state"] = answer.document
        var report = Report(json: .object(object))
        report.fact("Event", "\(answer.sequence)")
        report.fact("State", answer.hash)
        report.fact("Recorded at this event", answer.recorded)
        report.fact("Agrees with the hash recorded at", answer.before.map { "event \($0)" } ?? "-")
        report.fact("and, folded on, with that at", answer.after.map { "event \($0)" } ?? "-")
        for (realm, value) in answer.document["realms"]?.objectValue ?? [:] {
            let counts = ["posts", "accounts", "stops", "rules", "crises", "alerts", "tasks"].map { name in
                "\(value[name]?.objectValue?.count ?? 0) \(name)"
            }
            report.line("Realm \(realm): \(counts.joined(separator: ", "))")
        }
        session.show(report)
        return .done
    }

    private func overTheSocket(_ session: Session) throws(CommandError) -> Answer {
        var text = ""
        var last: LogInterface.StateAt.Reply?
        let sequence = at.flatMap { Int64($0) }
        try session.askMore(
            LogInterface.StateAt.self, .init(sequence: sequence, time: sequence == nil ? at : nil),
            timeout: .after(Session.listTimeout)
        ) { answer, _ throws(CommandError) in
            text += answer.reply.part
            last = answer.reply
            return .next
        }
        guard let last else { throw CommandError(.unexpectedAnswer, "the daemon gave no state") }
        do throws(JSONError) {
            return Answer(
                document: try JSONValue(parsing: text), sequence: last.sequence, hash: last.stateHash,
                recorded: last.recordedHash, before: last.recordedBefore, after: last.recordedAfter)
        } catch {
            throw CommandError(.unexpectedAnswer, "the state is no JSON document")
        }
    }

    private func offline(_ directory: String) throws(CommandError) -> Answer {
        let log = try CheckpointFiles.open(directory)
        do throws(ReplayError) {
            var sequence = log.head.lastSequence?.rawValue ?? 0
            if let at {
                if let number = UInt64(at) {
                    sequence = min(number, sequence)
                } else {
                    sequence = try PastState.lastEvent(atOrBefore: try time(at), in: log)
                }
            }
            let past = try PastState.at(sequence, in: log)
            return Answer(
                document: StateDocument.json(past.state), sequence: Int64(sequence),
                hash: past.hash.description, recorded: past.recordedHash?.description,
                before: past.recordedBefore.map { Int64($0) }, after: past.recordedAfter.map { Int64($0) })
        } catch {
            throw CommandError(.notSound, "\(error)", place: directory)
        }
    }

    private func time(_ text: String) throws(ReplayError) -> EventTime {
        do throws(EventTime.ParseFailure) { return try EventTime(rfc3339: text) } catch { return .zero }
    }
}
