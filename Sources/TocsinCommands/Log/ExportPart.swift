import CrisisModel
import EventCodec
import Rewind
import Varlink

/// The part of an export that was asked for. What the numbers of events alone do not say is picked out here.
struct ExportPart {
    /// For the daemon.
    let first: Int64?
    let last: Int64?
    /// Nil: all that comes is wanted.
    private var plan: ReplayPlan?

    init(from: Moment?, to: Moment?, filters: [String]) throws(CommandError) {
        let filter = try RewindReply.offline { () throws(RewindError) in try ReplayFilter(filters) }
        let byNumber = Self.isNumber(from) && Self.isNumber(to)
        let plan = ReplayPlan(first: from, last: to, speed: 0, filter: filter)
        first = from == nil || plan.readsFrom == 1 ? nil : Int64(clamping: plan.readsFrom)
        if case .sequence(let sequence)? = to { last = Int64(clamping: sequence) } else { last = nil }
        self.plan = byNumber && filters.isEmpty ? nil : plan
    }

    private static func isNumber(_ moment: Moment?) -> Bool {
        if case .time? = moment { false } else { true }
    }

    mutating func lines(of lines: [String]) throws(CommandError) -> [String] {
        guard var plan else { return lines }
        var wanted: [String] = []
        for line in lines {
            if case .show = plan.step(try Self.parse(line)) { wanted.append(line) }
        }
        self.plan = plan
        return wanted
    }

    private static func parse(_ line: String) throws(CommandError) -> RecordedEvent {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: line)
        } catch {
            throw CommandError(.unexpectedAnswer, "an event cannot be understood: \(error)")
        }
        do throws(EventCodecError) {
            return try EventCodec.parse(value)
        } catch {
            throw CommandError(.unexpectedAnswer, "an event cannot be understood: \(error)")
        }
    }
}
