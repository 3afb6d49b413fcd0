/// What became of a child that read a range of the log.
package enum WalkFinding: Hashable, Sendable, CustomStringConvertible {
    /// Every block was read and checked.
    case sound(events: UInt64, lastSequence: UInt64)
    /// The child read as far as it could and said what is wrong.
    case damaged(code: String, sequence: UInt64?, problem: String, range: Range)
    /// A signal ended the child: the store's own pages are damaged.
    case died(signal: Int32, range: Range)
    /// It neither ended nor said anything more in time; it was killed.
    case silent(range: Range)
    /// It could not be run, or its answer cannot be read; nothing is known of the log.
    case unknown(String)

    /// Events among which the damage lies; no last one when the log's end was asked for.
    package struct Range: Hashable, Sendable, CustomStringConvertible {
        package let first: UInt64
        package let last: UInt64?

        package init(first: UInt64, last: UInt64?) {
            self.first = first
            self.last = last
        }

        package var description: String {
            last.map { "events \(first) to \($0)" } ?? "events \(first) to the log's end"
        }
    }

    package var isSound: Bool {
        guard case .sound = self else { return false }
        return true
    }

    /// Where reading ended; nil when it did not, or nothing is known of it.
    package var firstUnread: UInt64? {
        switch self {
        case .sound, .unknown: nil
        case .damaged(_, let sequence, _, let range): sequence ?? range.first
        case .died(_, let range), .silent(let range): range.first
        }
    }

    /// One sentence.
    package var description: String {
        switch self {
        case .sound(let events, let last): "\(events) events, the last one \(last), were read and are sound"
        case .damaged(_, _, let problem, let range): "\(problem); not read: \(range)"
        case .died(let signal, let range):
            "the process that read \(range) was ended by signal \(signal): the store's pages are damaged there"
        case .silent(let range): "the process that read \(range) gave no answer in time and was ended"
        case .unknown(let reason): "the log could not be read by a process of its own: \(reason)"
        }
    }
}
