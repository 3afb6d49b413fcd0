import CrisisModel

/// The live realm's clock: the wall clock, never decreasing, compared with the clock that cannot jump.
struct LiveClock {
    enum Limits {
        /// A difference of this size between the two clocks, from one look to the next, is a step.
        static let stepMicroseconds: Int64 = 5_000_000
    }

    private var last: EventTime
    private var offset: Int64?

    init(last: EventTime) {
        self.last = last
    }

    struct Reading {
        var at: EventTime
        var isClamped: Bool
        /// By how much the wall clock stepped since the last look.
        var step: Int64?
    }

    mutating func read(_ world: World) -> Reading {
        let wall = world.wallTime()
        let newOffset = wall.microsecondsSinceEpoch &- world.bootMicroseconds()
        defer { offset = newOffset }
        let step = offset.map { newOffset &- $0 }.flatMap { abs($0) > Limits.stepMicroseconds ? $0 : nil }
        let clamped = wall < last
        last = max(wall, last)
        return Reading(at: last, isClamped: clamped, step: step)
    }
}
