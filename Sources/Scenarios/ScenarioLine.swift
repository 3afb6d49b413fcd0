package import CrisisModel

/// A line of `events.ndjson`: what happens, when, and by whom.
package struct ScenarioLine: Hashable, Sendable {
    /// In the file, from 1.
    package let number: Int
    package let event: RecordedEvent

    package init(number: Int, event: RecordedEvent) {
        self.number = number
        self.event = event
    }
}
