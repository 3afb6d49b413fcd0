package import Varlink

/// The daemon: may posts go out, and why not; what to do next.
package enum ServiceInterface {
    package static let name = "org.tocsin.Service"

    package struct ReadinessItem: Codable, Hashable, Sendable {
        package var item: String
        package var ok: Bool
        package var detail: String
        package var next: String?

        package init(item: String, ok: Bool, detail: String, next: String? = nil) {
            self.item = item
            self.ok = ok
            self.detail = detail
            self.next = next
        }
    }

    /// A command was understood and refused; nothing changed.
    package struct Refused: ControlError {
        package static let name = "org.tocsin.Service.Refused"

        /// A stable word, such as unknown-account.
        package var code: String
        package var message: String
        /// What to do.
        package var next: String?

        package init(code: String, message: String, next: String? = nil) {
            self.code = code
            self.message = message
            self.next = next
        }
    }

    /// It is not known whether the command took effect: the log could not be written. Ask again after the restart, with the same client id.
    package struct OutcomeUnknown: ControlError {
        package static let name = "org.tocsin.Service.OutcomeUnknown"

        package var message: String

        package init(message: String) {
            self.message = message
        }
    }

    /// The daemon is up for reading only: why, and what to do.
    package struct ReadOnly: ControlError {
        package static let name = "org.tocsin.Service.ReadOnly"

        package var message: String
        package var next: [String]?

        package init(message: String, next: [String]? = nil) {
            self.message = message
            self.next = next
        }
    }

    /// A fault in the daemon itself, which its journal describes.
    package struct InternalError: ControlError {
        package static let name = "org.tocsin.Service.InternalError"

        package init() {}
    }

    /// One answer for people and programs.
    package enum Status: ControlMethod {
        package static let name = "org.tocsin.Service.Status"

        package struct Parameters: Codable, Hashable, Sendable {
            package var drill: String?

            package init(drill: String? = nil) {
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            /// One line: whether posts go out, and why not.
            package var headline: String
            package var publishing: Bool
            package var version: String
            package var organisation: String?
            package var clock: String
            package var lastSequence: Int64
            package var engagedStops: Int64
            package var scheduledPosts: Int64
            package var heldPosts: Int64
            package var needReview: Int64
            package var unknownOutcomes: Int64
            package var nextDueAt: String?
            package var nextDuePost: String?
            /// calm, suspected, active.
            package var crisisPhase: String
            package var openCrises: [Int64]
            package var mentions: Int64
            package var negativeMentions: Int64
            package var openTasks: Int64
            package var openAlerts: Int64
            package var unconfirmedOutside: Int64
            /// Empty when a release is possible.
            package var releaseNotPossible: String?
            package var clockHeld: Bool
            package var drills: [String]
            /// What to do next, as commands.
            package var next: [String]

            package init(
                headline: String, publishing: Bool, version: String, organisation: String? = nil,
                clock: String, lastSequence: Int64, engagedStops: Int64, scheduledPosts: Int64,
                heldPosts: Int64, needReview: Int64, unknownOutcomes: Int64, nextDueAt: String? = nil,
                nextDuePost: String? = nil, crisisPhase: String, openCrises: [Int64], mentions: Int64,
                negativeMentions: Int64, openTasks: Int64, openAlerts: Int64, unconfirmedOutside: Int64,
                releaseNotPossible: String? = nil, clockHeld: Bool, drills: [String], next: [String]
            ) {
                self.headline = headline
                self.publishing = publishing
                self.version = version
                self.organisation = organisation
                self.clock = clock
                self.lastSequence = lastSequence
                self.engagedStops = engagedStops
                self.scheduledPosts = scheduledPosts
                self.heldPosts = heldPosts
                self.needReview = needReview
                self.unknownOutcomes = unknownOutcomes
                self.nextDueAt = nextDueAt
                self.nextDuePost = nextDuePost
                self.crisisPhase = crisisPhase
                self.openCrises = openCrises
                self.mentions = mentions
                self.negativeMentions = negativeMentions
                self.openTasks = openTasks
                self.openAlerts = openAlerts
                self.unconfirmedOutside = unconfirmedOutside
                self.releaseNotPossible = releaseNotPossible
                self.clockHeld = clockHeld
                self.drills = drills
                self.next = next
            }
        }
    }

    package enum Readiness: ControlMethod {
        package static let name = "org.tocsin.Service.Readiness"

        package typealias Parameters = Empty

        package struct Reply: Codable, Hashable, Sendable {
            package var couldStop: Bool
            package var couldSpeak: Bool
            package var couldRelease: Bool
            package var items: [ReadinessItem]

            package init(couldStop: Bool, couldSpeak: Bool, couldRelease: Bool, items: [ReadinessItem]) {
                self.couldStop = couldStop
                self.couldSpeak = couldSpeak
                self.couldRelease = couldRelease
                self.items = items
            }
        }
    }

    /// Reads the configuration file again.
    package enum Reload: ControlMethod {
        package static let name = "org.tocsin.Service.Reload"

        package typealias Parameters = Empty

        package struct Reply: Codable, Hashable, Sendable {
            package var sequence: Int64

            package init(sequence: Int64) {
                self.sequence = sequence
            }
        }
    }

    /// A person confirms the clock after a step.
    package enum ConfirmClock: ControlMethod {
        package static let name = "org.tocsin.Service.ConfirmClock"

        package typealias Parameters = Empty

        package typealias Reply = Empty
    }

    package enum GetMetrics: ControlMethod {
        package static let name = "org.tocsin.Service.GetMetrics"

        package typealias Parameters = Empty

        package struct Reply: Codable, Hashable, Sendable {
            package var metrics: [String: Int64]

            package init(metrics: [String: Int64]) {
                self.metrics = metrics
            }
        }
    }
}
