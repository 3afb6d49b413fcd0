package import Varlink

/// Crises: suspected by a rule or declared by a person, dismissed or closed by a person.
package enum CrisisInterface {
    package static let name = "org.tocsin.Crisis"

    package struct Evidence: Codable, Hashable, Sendable {
        package var sequence: Int64
        package var author: String
        package var text: String
        package var occurredAt: String
        package var valence: Int64

        package init(sequence: Int64, author: String, text: String, occurredAt: String, valence: Int64) {
            self.sequence = sequence
            self.author = author
            self.text = text
            self.occurredAt = occurredAt
            self.valence = valence
        }
    }

    package struct Crisis: Codable, Hashable, Sendable {
        package var crisis: Int64
        /// suspected, active, closed.
        package var phase: String
        package var rule: String?
        package var suspectedAt: String?
        package var declaredAt: String?
        package var declaredBy: String?
        package var endedAt: String?
        /// dismissed or closed, with the verdict.
        package var ended: String?
        package var heldPosts: Int64
        package var reason: String?

        package init(
            crisis: Int64, phase: String, rule: String? = nil, suspectedAt: String? = nil,
            declaredAt: String? = nil, declaredBy: String? = nil, endedAt: String? = nil,
            ended: String? = nil, heldPosts: Int64, reason: String? = nil
        ) {
            self.crisis = crisis
            self.phase = phase
            self.rule = rule
            self.suspectedAt = suspectedAt
            self.declaredAt = declaredAt
            self.declaredBy = declaredBy
            self.endedAt = endedAt
            self.ended = ended
            self.heldPosts = heldPosts
            self.reason = reason
        }
    }

    package enum Declare: ControlMethod {
        package static let name = "org.tocsin.Crisis.Declare"

        package struct Parameters: Codable, Hashable, Sendable {
            package var reason: String?
            package var drill: String?

            package init(reason: String? = nil, drill: String? = nil) {
                self.reason = reason
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var crisis: Int64

            package init(crisis: Int64) {
                self.crisis = crisis
            }
        }
    }

    /// Dismisses a suspicion. With verdict false the posts its rule held return where their time is ahead; the others are missed.
    package enum Dismiss: ControlMethod {
        package static let name = "org.tocsin.Crisis.Dismiss"

        package struct Parameters: Codable, Hashable, Sendable {
            package var crisis: Int64
            /// true, false or late.
            package var verdict: String
            package var note: String?
            /// Needed to return posts: without it the answer only says what would happen.
            package var confirm: Bool
            package var drill: String?

            package init(
                crisis: Int64, verdict: String, note: String? = nil, confirm: Bool, drill: String? = nil
            ) {
                self.crisis = crisis
                self.verdict = verdict
                self.note = note
                self.confirm = confirm
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var dismissed: Bool
            package var returning: [String]
            package var missed: [String]

            package init(dismissed: Bool, returning: [String], missed: [String]) {
                self.dismissed = dismissed
                self.returning = returning
                self.missed = missed
            }
        }
    }

    package enum Close: ControlMethod {
        package static let name = "org.tocsin.Crisis.Close"

        package struct Parameters: Codable, Hashable, Sendable {
            package var crisis: Int64
            package var reason: String?
            package var drill: String?

            package init(crisis: Int64, reason: String? = nil, drill: String? = nil) {
                self.crisis = crisis
                self.reason = reason
                self.drill = drill
            }
        }

        package typealias Reply = Empty
    }

    package enum List: ControlMethod {
        package static let name = "org.tocsin.Crisis.List"

        package struct Parameters: Codable, Hashable, Sendable {
            package var drill: String?

            package init(drill: String? = nil) {
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var crises: [Crisis]

            package init(crises: [Crisis]) {
                self.crises = crises
            }
        }
    }

    /// One crisis with the arithmetic and the most telling mentions.
    package enum Show: ControlMethod {
        package static let name = "org.tocsin.Crisis.Show"

        package struct Parameters: Codable, Hashable, Sendable {
            package var crisis: Int64
            package var drill: String?

            package init(crisis: Int64, drill: String? = nil) {
                self.crisis = crisis
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var crisis: Crisis
            package var explanation: String
            package var windowStart: String?
            package var windowEnd: String?
            package var count: Int64?
            package var authors: Int64?
            package var threshold: Int64?
            package var evidence: [Evidence]
            package var heldPosts: [String]
            package var alerts: [String]

            package init(
                crisis: Crisis, explanation: String, windowStart: String? = nil, windowEnd: String? = nil,
                count: Int64? = nil, authors: Int64? = nil, threshold: Int64? = nil, evidence: [Evidence],
                heldPosts: [String], alerts: [String]
            ) {
                self.crisis = crisis
                self.explanation = explanation
                self.windowStart = windowStart
                self.windowEnd = windowEnd
                self.count = count
                self.authors = authors
                self.threshold = threshold
                self.evidence = evidence
                self.heldPosts = heldPosts
                self.alerts = alerts
            }
        }
    }
}
