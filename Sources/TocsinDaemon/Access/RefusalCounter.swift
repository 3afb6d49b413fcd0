package import CrisisModel

/// Which refusals become events of their own, and which are gathered into one. A value: the time is told to it.
///
/// A refused command is evidence; a hundred thousand of them from a broken script must not fill the disk.
package struct RefusalCounter: Sendable {
    /// Each of the first ones of a person and a method in a window is an event.
    package static let singleMax = 10
    package static let windowMicroseconds: Int64 = 60_000_000
    /// Persons and methods watched at once; what is beyond shares one count.
    package static let keysMax = 1024

    /// An event to append, by whom it was caused.
    package struct Record: Sendable, Hashable {
        package let uid: UInt32
        package let refused: OperatorCommandRefused
    }

    private struct Key: Hashable {
        var uid: UInt32
        var method: String
    }

    private struct Window {
        var endsAt: Int64
        var count = 0
        var gathered: Int64 = 0
        /// The last one gathered stands for the others.
        var code = ""
        var message = ""
    }

    private var windows: [Key: Window] = [:]

    package init() {}

    /// `now` in microseconds since boot. The events are to be appended in their order.
    package mutating func refused(
        uid: UInt32, method: String, code: String, message: String, at now: Int64
    ) -> [Record] {
        var records = due(at: now)
        let own = Key(uid: uid, method: method)
        let key = windows[own] != nil || windows.count < Self.keysMax ? own : Key(uid: uid, method: "")
        var window =
            windows[key] ?? Window(endsAt: now.addingReportingOverflow(Self.windowMicroseconds).partialValue)
        window.count += 1
        if key == own, window.count <= Self.singleMax {
            records.append(
                Record(uid: uid, refused: .init(method: method, code: code, message: message, count: 1)))
        } else {
            window.gathered += 1
            window.code = code
            window.message = message
        }
        windows[key] = window
        return records
    }

    /// What was gathered in windows that have ended. To be asked at `nextDue`, and at the end of the daemon with
    /// the greatest time.
    package mutating func due(at now: Int64) -> [Record] {
        guard let nextDue, nextDue <= now else { return [] }
        let ended = windows.filter { $0.value.endsAt <= now }
            .sorted {
                ($0.value.endsAt, $0.key.uid, $0.key.method) < ($1.value.endsAt, $1.key.uid, $1.key.method)
            }
        var records: [Record] = []
        for (key, window) in ended {
            windows[key] = nil
            guard window.gathered > 0 else { continue }
            let method = key.method.isEmpty ? "several methods" : key.method
            let refused = OperatorCommandRefused(
                method: method, code: window.code,
                message: "the last of \(window.gathered): \(window.message)",
                count: window.gathered
            )
            records.append(Record(uid: key.uid, refused: refused))
        }
        return records
    }

    /// When something is to be asked of `due`; nil: nothing waits.
    package var nextDue: Int64? { windows.values.map(\.endsAt).min() }
}
