/// What was found of one latch at start.
package enum LatchReading: Sendable {
    /// There is no such file.
    case missing
    /// There is one, and neither of its slots can be believed.
    case unreadable
    case found(LatchState)

    package var state: LatchState? {
        if case .found(let state) = self { state } else { nil }
    }
}
