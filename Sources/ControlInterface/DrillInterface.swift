package import Varlink

/// Drills: a realm of its own in the same log, on a clock of its own, without a way to any network.
package enum DrillInterface {
    package static let name = "org.tocsin.Drill"

    package struct Drill: Codable, Hashable, Sendable {
        package var drill: Int64
        package var name: String
        package var scenario: String?
        package var clock: String
        package var startedAt: String
        package var ended: Bool

        package init(
            drill: Int64, name: String, scenario: String? = nil, clock: String, startedAt: String,
            ended: Bool
        ) {
            self.drill = drill
            self.name = name
            self.scenario = scenario
            self.clock = clock
            self.startedAt = startedAt
            self.ended = ended
        }
    }

    package struct InjectedLine: Codable, Hashable, Sendable {
        package var line: Int64
        /// The event's kind.
        package var kind: String
        /// injected, skipped (a consequence, which Tocsin decides itself) or refused.
        package var outcome: String
        package var reason: String?

        package init(line: Int64, kind: String, outcome: String, reason: String? = nil) {
            self.line = line
            self.kind = kind
            self.outcome = outcome
            self.reason = reason
        }
    }

    /// Opens a drill. Its clock stands at clockStart until it is advanced.
    package enum Start: ControlMethod {
        package static let name = "org.tocsin.Drill.Start"

        package struct Parameters: Codable, Hashable, Sendable {
            package var name: String
            package var scenario: String?
            package var clockStart: String

            package init(name: String, scenario: String? = nil, clockStart: String) {
                self.name = name
                self.scenario = scenario
                self.clockStart = clockStart
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var drill: Int64

            package init(drill: Int64) {
                self.drill = drill
            }
        }
    }

    /// Feeds lines as 'log export' writes them. Before each line the clock advances to its time, and what falls due is done.
    package enum Inject: ControlMethod {
        package static let name = "org.tocsin.Drill.Inject"

        package struct Parameters: Codable, Hashable, Sendable {
            package var drill: String
            package var lines: [String]
            package var firstLine: Int64

            package init(drill: String, lines: [String], firstLine: Int64) {
                self.drill = drill
                self.lines = lines
                self.firstLine = firstLine
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var injected: Int64
            package var skipped: Int64
            package var refused: [InjectedLine]
            package var clock: String

            package init(injected: Int64, skipped: Int64, refused: [InjectedLine], clock: String) {
                self.injected = injected
                self.skipped = skipped
                self.refused = refused
                self.clock = clock
            }
        }
    }

    /// Moves the clock, doing everything that falls due on the way, in order.
    package enum Advance: ControlMethod {
        package static let name = "org.tocsin.Drill.Advance"

        package struct Parameters: Codable, Hashable, Sendable {
            package var drill: String
            package var to: String

            package init(drill: String, to: String) {
                self.drill = drill
                self.to = to
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var clock: String

            package init(clock: String) {
                self.clock = clock
            }
        }
    }

    package enum End: ControlMethod {
        package static let name = "org.tocsin.Drill.End"

        package struct Parameters: Codable, Hashable, Sendable {
            package var drill: String
            package var reason: String?

            package init(drill: String, reason: String? = nil) {
                self.drill = drill
                self.reason = reason
            }
        }

        package typealias Reply = Empty
    }

    package enum List: ControlMethod {
        package static let name = "org.tocsin.Drill.List"

        package typealias Parameters = Empty

        package struct Reply: Codable, Hashable, Sendable {
            package var drills: [Drill]

            package init(drills: [Drill]) {
                self.drills = drills
            }
        }
    }
}
