/// What became of a release.
package enum ReleaseOutcome: Sendable, Equatable {
    case released
    case notEngaged
    /// The stop came when sixteen were engaged: it ends with `releaseAll(through:)`.
    case partOfOverflow
}
