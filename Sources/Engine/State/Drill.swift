package import CrisisModel

/// A drill: its realm's clock is what its own events say.
package struct Drill: CanonicalState {
    package var started: DrillStarted
    package var startedAt: EventTime
    package var clock: EventTime
    package var ended = false
    package var sequence: UInt64

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try started.visit(&coder)
        try coder.time("startedAt", &startedAt)
        try coder.time("clock", &clock)
        try coder.flag("ended", &ended)
    }
}
