/// Why the daemon comes up with everything stopped although nobody pressed.
package enum StoppedAllCause: String, Sendable, CaseIterable {
    case latchMissing = "latch-missing"
    case latchUnreadable = "latch-unreadable"
    case runtimeLatchMissing = "runtime-latch-missing"
    case runtimeLatchUnreadable = "runtime-latch-unreadable"
    case latchAheadOfLog = "latch-ahead-of-log"
}
