import EventLog

/// Which events of a damaged log can still be read, found by children that may die of it.
struct SoundRanges {
    enum Limits {
        /// Looks behind a damaged place before the rest counts as lost.
        static let looksMax = 40
        static let rangesMax = 64
    }

    private(set) var sound: [ClosedRange<UInt64>] = []
    private(set) var lost: [ClosedRange<UInt64>] = []

    var isWhole: Bool { lost.isEmpty }

    /// Reads from the log's first event. `last` is what the newest checkpoint or snapshot knows of; events that no
    /// child reaches below it are lost too.
    /// Where no child can be run nothing is known, and nothing may be taken for lost.
    static func find(
        in directory: String, from beginning: UInt64, knownThrough last: UInt64
    ) throws(StartFailure) -> SoundRanges {
        var ranges = SoundRanges()
        var start = beginning
        while ranges.sound.count < Limits.rangesMax {
            let finding = WalkChild().run(directory: directory, from: start)
            if case .sound(_, let end) = finding {
                if end >= start { ranges.sound.append(start...end) }
                if last > max(end, start - 1) { ranges.lost.append(max(end + 1, start)...last) }
                return ranges
            }
            if case .unknown(let reason) = finding {
                throw StartFailure(
                    .logDamaged, "the log could not be read by a child: \(reason)", next: "try again")
            }
            let damage = max(finding.firstUnread ?? start, start)
            if damage > start { ranges.sound.append(start...damage - 1) }
            guard let next = behind(damage, in: directory) else {
                ranges.lost.append(damage...max(last, damage))
                return ranges
            }
            ranges.lost.append(damage...next - 1)
            start = next
        }
        if last >= start { ranges.lost.append(start...last) }
        return ranges
    }

    /// The first event behind a damaged place from which a child can read on, looked for in growing steps.
    private static func behind(_ damage: UInt64, in directory: String) -> UInt64? {
        var step: UInt64 = 1
        for _ in 0..<Limits.looksMax {
            let start = damage + step
            switch WalkChild().run(directory: directory, from: start, to: start) {
            case .sound: return start
            case .damaged(let code, _, _, _) where code == EventLogError.Code.outOfRange.rawValue: return nil
            case .unknown: return nil
            case .damaged, .died, .silent: step *= 2
            }
        }
        return nil
    }
}
