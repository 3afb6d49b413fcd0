package import Varlink

/// Alerts: who was told, and whether anybody has seen it.
package enum AlertInterface {
    package static let name = "org.tocsin.Alert"

    package struct Alert: Codable, Hashable, Sendable {
        package var alert: Int64
        package var subject: String
        package var text: String
        package var raisedAt: String
        /// raised, delivered, failed, acknowledged or exhausted.
        package var state: String
        /// One line an attempt.
        package var history: [String]
        package var acknowledgedBy: String?

        package init(
            alert: Int64, subject: String, text: String, raisedAt: String, state: String, history: [String],
            acknowledgedBy: String? = nil
        ) {
            self.alert = alert
            self.subject = subject
            self.text = text
            self.raisedAt = raisedAt
            self.state = state
            self.history = history
            self.acknowledgedBy = acknowledgedBy
        }
    }

    package enum List: ControlMethod {
        package static let name = "org.tocsin.Alert.List"

        package struct Parameters: Codable, Hashable, Sendable {
            package var all: Bool?
            package var drill: String?

            package init(all: Bool? = nil, drill: String? = nil) {
                self.all = all
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var alerts: [Alert]

            package init(alerts: [Alert]) {
                self.alerts = alerts
            }
        }
    }

    package enum Acknowledge: ControlMethod {
        package static let name = "org.tocsin.Alert.Acknowledge"

        package struct Parameters: Codable, Hashable, Sendable {
            package var alert: Int64
            package var drill: String?

            package init(alert: Int64, drill: String? = nil) {
                self.alert = alert
                self.drill = drill
            }
        }

        package typealias Reply = Empty
    }

    /// Sends a test alert to every configured channel.
    package enum Test: ControlMethod {
        package static let name = "org.tocsin.Alert.Test"

        package typealias Parameters = Empty

        package struct Reply: Codable, Hashable, Sendable {
            package var alert: Int64

            package init(alert: Int64) {
                self.alert = alert
            }
        }
    }
}
