/// What one slot of a latch says.
package struct LatchState: Sendable {
    package var generation: UInt64
    package var bootID: StopID
    package var table: StopTable
}
