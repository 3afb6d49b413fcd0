/// A stop that is in force in memory.
package struct Engagement: Sendable {
    package var record: StopRecord
    /// The state of the gate's table that has it: durable means that this state, or a later one, is on disk.
    package var version: UInt64
    /// Bit n is set when the n-th scope is the name of nothing.
    package var unmatchedScopes: UInt8
    package var closedAtMicroseconds: UInt64
    package var closedAtNanoseconds: UInt64
}
