/// Limits of scenarios and of what makes them.
package enum ScenarioLimits {
    package static let linesMax = 1_000_000
    package static let lineBytesMax = 64 * 1024
    package static let personasMax = 200
    package static let expectationsMax = 1000
    package static let namesPerExpectationMax = 1000
    package static let mentionsMax = 900_000
    package static let postsMax = 100_000
    /// How many names or event numbers a result shows before it only counts them.
    package static let shownMax = 5
}
