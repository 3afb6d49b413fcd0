package import Varlink

/// Questions to the whole log. Each answer comes as an object for programs and as lines for people.
extension LogInterface {
    /// The chain of causes of one event, to the person, source, start or time at its root.
    package enum Why: ControlMethod {
        package static let name = "org.tocsin.Log.Why"

        package struct Parameters: Codable, Hashable, Sendable {
            package var sequence: Int64

            package init(sequence: Int64) {
                self.sequence = sequence
            }
        }

        package typealias Reply = RewindAnswer
    }

    /// Whether a stop kept what it covers from being sent, and what was on its way.
    package enum ProveStop: ControlMethod {
        package static let name = "org.tocsin.Log.ProveStop"

        package struct Parameters: Codable, Hashable, Sendable {
            package var stop: Int64
            /// Running or ended.
            package var drill: String?

            package init(stop: Int64, drill: String? = nil) {
                self.stop = stop
                self.drill = drill
            }
        }

        package typealias Reply = RewindAnswer
    }

    /// What a stop after an event, or at a time, would have held of what was sent.
    package enum WhatIfStop: ControlMethod {
        package static let name = "org.tocsin.Log.WhatIfStop"

        package struct Parameters: Codable, Hashable, Sendable {
            /// One of the two: an event's sequence, or a time.
            package var sequence: Int64?
            package var time: String?
            package var scopes: [String]?
            package var category: String?
            package var includeCrisisStatements: Bool?
            package var drill: String?

            package init(
                sequence: Int64? = nil, time: String? = nil, scopes: [String]? = nil, category: String? = nil,
                includeCrisisStatements: Bool? = nil, drill: String? = nil
            ) {
                self.sequence = sequence
                self.time = time
                self.scopes = scopes
                self.category = category
                self.includeCrisisStatements = includeCrisisStatements
                self.drill = drill
            }
        }

        package typealias Reply = RewindAnswer
    }

    /// What happened in a period, counted from the log alone.
    package enum Indicators: ControlMethod {
        package static let name = "org.tocsin.Log.Indicators"

        package struct Parameters: Codable, Hashable, Sendable {
            package var from: String
            /// Not part of the period.
            package var to: String
            package var drill: String?

            package init(from: String, to: String, drill: String? = nil) {
                self.from = from
                self.to = to
                self.drill = drill
            }
        }

        package typealias Reply = RewindAnswer
    }

    package struct RewindAnswer: Codable, Hashable, Sendable {
        package var answer: JSONValue
        package var lines: [String]

        package init(answer: JSONValue, lines: [String]) {
            self.answer = answer
            self.lines = lines
        }
    }
}
