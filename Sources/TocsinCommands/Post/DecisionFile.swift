import ControlInterface
import CrisisModel
import Varlink

/// A file of decisions, as `post list --held --csv` writes it and a person fills it in.
enum DecisionFile {
    struct Line: Hashable, Sendable {
        var number: Int64
        var decision: PostInterface.Decision
    }

    struct Content: Hashable, Sendable {
        var decisions: [Line] = []
        /// Rows without a decision: the person has not decided yet.
        var undecided: Int64 = 0
        var refusals: [ImportTally.Refusal] = []
    }

    static func read(_ source: ByteSource) throws(CommandError) -> Content {
        var reader = try RecordReader(source)
        if let header = reader.header {
            for column in ["post", "decision"] where !header.contains(column) {
                throw CommandError(
                    .badInput, "the file has no column \(column)", place: source.name,
                    next: ["tocsinctl post list --held --csv > held.csv"])
            }
        }
        var content = Content()
        var seen: [String: Int64] = [:]
        while let record = try reader.next() {
            switch record.content {
            case .refused(let reason): content.refusals.append(.init(line: record.line, reason: reason))
            case .object(let object):
                do throws(FieldMap.Refusal) {
                    guard let decision = try decision(object) else {
                        content.undecided += 1
                        continue
                    }
                    if let earlier = seen.updateValue(record.line, forKey: decision.post) {
                        throw FieldMap.Refusal(
                            reason: "\(decision.post) is decided on in line \(earlier) already")
                    }
                    content.decisions.append(Line(number: record.line, decision: decision))
                } catch {
                    content.refusals.append(.init(line: record.line, reason: error.reason))
                }
            }
        }
        return content
    }

    private static func decision(_ object: JSONObject) throws(FieldMap.Refusal) -> PostInterface.Decision? {
        guard let post = object["post"]?.stringValue else { throw FieldMap.Refusal(reason: "no post") }
        let word = trimmed(object["decision"]?.stringValue ?? "").lowercased()
        let newDueAt = trimmed(object["newDueAt"]?.stringValue ?? "")
        switch word {
        case "":
            guard newDueAt.isEmpty else {
                throw FieldMap.Refusal(reason: "newDueAt without the decision move")
            }
            return nil
        case "keep", "cancel":
            guard newDueAt.isEmpty else { throw FieldMap.Refusal(reason: "\(word) with a newDueAt") }
            return PostInterface.Decision(post: post, decision: word)
        case "move":
            do throws(EventTime.ParseFailure) {
                return PostInterface.Decision(
                    post: post, decision: word, dueAt: try EventTime(rfc3339: newDueAt).rfc3339)
            } catch {
                throw FieldMap.Refusal(reason: "newDueAt: \(error.rawValue)")
            }
        default:
            throw FieldMap.Refusal(
                reason: "the decision \"\(word.prefix(40))\" is none of keep, move, cancel")
        }
    }

    private static func trimmed(_ text: String) -> String {
        var part = text[...]
        while part.first == " " { part.removeFirst() }
        while part.last == " " { part.removeLast() }
        return String(part)
    }
}
