/// How the stop path is, for watchdog, status and readiness.
package struct StopPathHealth: Sendable, Equatable {
    /// Monotonic nanoseconds of the last turn of the loop.
    package var lastTurn: UInt64
    package var isCodeLocked: Bool
    package var isStackLocked: Bool
    package var isStateLocked: Bool
    /// The runtime latch has what is in memory.
    package var isRuntimeLatchCurrent: Bool
    /// The disk latch has what is in memory.
    package var isDiskLatchCurrent: Bool
    /// The system's number for the last failure of the runtime latch, 0 when it never failed.
    package var runtimeErrno: Int32
    /// The system's number for the last failure of the disk latch, 0 when it is well.
    package var diskErrno: Int32
    /// Sentinel directories that are being watched.
    package var watchedDirectories: Int
    /// Notices that did not fit: compare `Gate.engagedStops()` with the log.
    package var droppedNotices: UInt64
}
