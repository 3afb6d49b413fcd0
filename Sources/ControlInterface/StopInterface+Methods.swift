package import Varlink

extension StopInterface {
    /// Stops publishing. Without scopes: everything, on every account. No parameter is needed.
    package enum Engage: ControlMethod {
        package static let name = "org.tocsin.Stop.Engage"

        package struct Parameters: Codable, Hashable, Sendable {
            package var scopes: [String]?
            package var category: String?
            package var includeCrisisStatements: Bool?
            package var reason: String?
            /// Chosen by the caller: a retry with the same one is the same stop.
            package var clientId: String?
            /// The drill that is meant; never taken from anything but this field.
            package var drill: String?

            package init(
                scopes: [String]? = nil, category: String? = nil, includeCrisisStatements: Bool? = nil,
                reason: String? = nil, clientId: String? = nil, drill: String? = nil
            ) {
                self.scopes = scopes
                self.category = category
                self.includeCrisisStatements = includeCrisisStatements
                self.reason = reason
                self.clientId = clientId
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var epoch: Int64
            package var durability: String
            package var engagedId: String
            package var received: Int64
            package var gateClosed: Int64
            package var durable: Int64?
            package var widened: Bool
            package var scopes: [String]

            package init(
                epoch: Int64, durability: String, engagedId: String, received: Int64, gateClosed: Int64,
                durable: Int64? = nil, widened: Bool, scopes: [String]
            ) {
                self.epoch = epoch
                self.durability = durability
                self.engagedId = engagedId
                self.received = received
                self.gateClosed = gateClosed
                self.durable = durable
                self.widened = widened
                self.scopes = scopes
            }
        }
    }

    /// What a stop with these scopes would hold now; nothing is stopped.
    package enum Preview: ControlMethod {
        package static let name = "org.tocsin.Stop.Preview"

        package struct Parameters: Codable, Hashable, Sendable {
            package var scopes: [String]?
            package var includeCrisisStatements: Bool?
            package var drill: String?

            package init(
                scopes: [String]? = nil, includeCrisisStatements: Bool? = nil, drill: String? = nil
            ) {
                self.scopes = scopes
                self.includeCrisisStatements = includeCrisisStatements
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var posts: [CoveredPost]

            package init(posts: [CoveredPost]) {
                self.posts = posts
            }
        }
    }

    /// The receipt of a stop. With more, answers again until the receipt is final.
    package enum GetReceipt: ControlMethod {
        package static let name = "org.tocsin.Stop.GetReceipt"
        package static let more = MoreSupport.supported

        package struct Parameters: Codable, Hashable, Sendable {
            package var epoch: Int64
            package var drill: String?

            package init(epoch: Int64, drill: String? = nil) {
                self.epoch = epoch
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var receipt: Receipt

            package init(receipt: Receipt) {
                self.receipt = receipt
            }
        }
    }

    package enum List: ControlMethod {
        package static let name = "org.tocsin.Stop.List"

        package struct Parameters: Codable, Hashable, Sendable {
            package var drill: String?

            package init(drill: String? = nil) {
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var stops: [Stop]

            package init(stops: [Stop]) {
                self.stops = stops
            }
        }
    }

    /// Proposes or completes the release of a stop. It changes the state of no post.
    package enum Release: ControlMethod {
        package static let name = "org.tocsin.Stop.Release"

        package struct Parameters: Codable, Hashable, Sendable {
            package var epoch: Int64
            /// Asked on a terminal or read from a descriptor; never on a command line.
            package var passphrase: String
            /// Solo: the number of held posts, typed by the person.
            package var heldCount: Int64?
            package var drill: String?

            package init(epoch: Int64, passphrase: String, heldCount: Int64? = nil, drill: String? = nil) {
                self.epoch = epoch
                self.passphrase = passphrase
                self.heldCount = heldCount
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            /// proposed, waiting or released.
            package var outcome: String
            package var persons: [String]
            package var personsNeeded: Int64
            package var expiresAt: String?
            package var effectiveAt: String?
            package var heldPosts: Int64

            package init(
                outcome: String, persons: [String], personsNeeded: Int64, expiresAt: String? = nil,
                effectiveAt: String? = nil, heldPosts: Int64
            ) {
                self.outcome = outcome
                self.persons = persons
                self.personsNeeded = personsNeeded
                self.expiresAt = expiresAt
                self.effectiveAt = effectiveAt
                self.heldPosts = heldPosts
            }
        }
    }

    /// Tries a passphrase; nothing is released.
    package enum RehearseRelease: ControlMethod {
        package static let name = "org.tocsin.Stop.RehearseRelease"

        package struct Parameters: Codable, Hashable, Sendable {
            package var passphrase: String

            package init(passphrase: String) {
                self.passphrase = passphrase
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var accepted: Bool

            package init(accepted: Bool) {
                self.accepted = accepted
            }
        }
    }

    /// Sets the caller's own passphrase; the present one is needed where there is one.
    package enum SetPassphrase: ControlMethod {
        package static let name = "org.tocsin.Stop.SetPassphrase"

        package struct Parameters: Codable, Hashable, Sendable {
            package var present: String?
            package var replacement: String

            package init(present: String? = nil, replacement: String) {
                self.present = present
                self.replacement = replacement
            }
        }

        package typealias Reply = Empty
    }

    /// Makes the recovery code, once: two halves for two sealed envelopes. For root at the machine.
    package enum MakeRecoveryCode: ControlMethod {
        package static let name = "org.tocsin.Stop.MakeRecoveryCode"

        package typealias Parameters = Empty

        package struct Reply: Codable, Hashable, Sendable {
            package var firstHalf: String
            package var secondHalf: String

            package init(firstHalf: String, secondHalf: String) {
                self.firstHalf = firstHalf
                self.secondHalf = secondHalf
            }
        }
    }

    /// Break-glass: both halves together stand for the two persons. For root at the machine; recorded, and everyone is told.
    package enum ReleaseWithRecoveryCode: ControlMethod {
        package static let name = "org.tocsin.Stop.ReleaseWithRecoveryCode"

        package struct Parameters: Codable, Hashable, Sendable {
            package var epoch: Int64
            package var firstHalf: String
            package var secondHalf: String

            package init(epoch: Int64, firstHalf: String, secondHalf: String) {
                self.epoch = epoch
                self.firstHalf = firstHalf
                self.secondHalf = secondHalf
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var heldPosts: Int64

            package init(heldPosts: Int64) {
                self.heldPosts = heldPosts
            }
        }
    }

    /// Lowers a stop that includes crisis statements to one that does not. Any releaser alone may.
    package enum Lower: ControlMethod {
        package static let name = "org.tocsin.Stop.Lower"

        package struct Parameters: Codable, Hashable, Sendable {
            package var epoch: Int64
            package var drill: String?

            package init(epoch: Int64, drill: String? = nil) {
                self.epoch = epoch
                self.drill = drill
            }
        }

        package typealias Reply = Empty
    }
}
