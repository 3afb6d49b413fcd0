package import Varlink

/// Rules over scored mentions.
package enum RuleInterface {
    package static let name = "org.tocsin.Rule"

    package struct Rule: Codable, Hashable, Sendable {
        package var rule: String
        package var version: Int64
        /// count.
        package var kind: String
        package var unit: String?
        package var account: String?
        package var language: String?
        package var windowMinutes: Int64
        package var threshold: Int64
        package var minimumAuthors: Int64
        package var scoreBelow: Int64
        package var holdClasses: [String]
        package var alert: Bool
        /// The window's present count, and whether the rule has fired and not cleared.
        package var count: Int64
        package var firing: Bool
        package var retired: Bool

        package init(
            rule: String, version: Int64, kind: String, unit: String? = nil, account: String? = nil,
            language: String? = nil, windowMinutes: Int64, threshold: Int64, minimumAuthors: Int64,
            scoreBelow: Int64, holdClasses: [String], alert: Bool, count: Int64, firing: Bool, retired: Bool
        ) {
            self.rule = rule
            self.version = version
            self.kind = kind
            self.unit = unit
            self.account = account
            self.language = language
            self.windowMinutes = windowMinutes
            self.threshold = threshold
            self.minimumAuthors = minimumAuthors
            self.scoreBelow = scoreBelow
            self.holdClasses = holdClasses
            self.alert = alert
            self.count = count
            self.firing = firing
            self.retired = retired
        }
    }

    /// Adopts a rule, or a new version of it.
    package enum Adopt: ControlMethod {
        package static let name = "org.tocsin.Rule.Adopt"

        package struct Parameters: Codable, Hashable, Sendable {
            package var rule: String
            package var kind: String
            package var unit: String?
            package var account: String?
            package var language: String?
            package var windowMinutes: Int64
            package var threshold: Int64
            /// Left out: 1.
            package var minimumAuthors: Int64?
            /// A mention counts when its valence (-1000 to 1000) is below this. Left out: -200.
            package var scoreBelow: Int64?
            /// Left out: none, the rule alerts only.
            package var holdClasses: [String]?
            /// Left out: true.
            package var alert: Bool?
            package var drill: String?

            package init(
                rule: String, kind: String, unit: String? = nil, account: String? = nil,
                language: String? = nil, windowMinutes: Int64, threshold: Int64,
                minimumAuthors: Int64? = nil, scoreBelow: Int64? = nil, holdClasses: [String]? = nil,
                alert: Bool? = nil, drill: String? = nil
            ) {
                self.rule = rule
                self.kind = kind
                self.unit = unit
                self.account = account
                self.language = language
                self.windowMinutes = windowMinutes
                self.threshold = threshold
                self.minimumAuthors = minimumAuthors
                self.scoreBelow = scoreBelow
                self.holdClasses = holdClasses
                self.alert = alert
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var version: Int64

            package init(version: Int64) {
                self.version = version
            }
        }
    }

    package enum List: ControlMethod {
        package static let name = "org.tocsin.Rule.List"

        package struct Parameters: Codable, Hashable, Sendable {
            package var drill: String?

            package init(drill: String? = nil) {
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var rules: [Rule]

            package init(rules: [Rule]) {
                self.rules = rules
            }
        }
    }

    package enum Retire: ControlMethod {
        package static let name = "org.tocsin.Rule.Retire"

        package struct Parameters: Codable, Hashable, Sendable {
            package var rule: String
            package var drill: String?

            package init(rule: String, drill: String? = nil) {
                self.rule = rule
                self.drill = drill
            }
        }

        package typealias Reply = Empty
    }
}
