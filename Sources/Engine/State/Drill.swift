package import CrisisModel

/// A drill: its realm's clock is what its own events say.
package struct Drill: CanonicalState {
    package var started: DrillStarted
    package var startedAt: EventTime
    package var clock: EventTime
    package var ended = false
    package var sequence: UInt64

    package static var blank: Drill {
        Drill(started: DrillStarted(), startedAt: .zero, clock: .zero, sequence: 0)
    }

    package mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.nested("started", &started)
        try coder.time("startedAt", &startedAt)
        try coder.time("clock", &clock)
        try coder.flag("ended", &ended)
        try coder.unsigned("sequence", &sequence)
    }
}
