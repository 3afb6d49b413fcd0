package import Varlink

/// The account register.
package enum AccountInterface {
    package static let name = "org.tocsin.Account"

    package struct Account: Codable, Hashable, Sendable {
        package var account: String
        /// webhook; in drills any name.
        package var network: String
        package var handle: String
        package var unit: String?
        package var owner: String?
        package var credentialHolder: String?
        /// Where posts are sent. Never with a user name, a password or a token in it.
        package var endpoint: String?
        /// The name of the credential file with the token; never the token.
        package var credential: String?
        package var retired: Bool
        package var scheduledPosts: Int64
        package var heldPosts: Int64

        package init(
            account: String, network: String, handle: String, unit: String? = nil, owner: String? = nil,
            credentialHolder: String? = nil, endpoint: String? = nil, credential: String? = nil,
            retired: Bool, scheduledPosts: Int64, heldPosts: Int64
        ) {
            self.account = account
            self.network = network
            self.handle = handle
            self.unit = unit
            self.owner = owner
            self.credentialHolder = credentialHolder
            self.endpoint = endpoint
            self.credential = credential
            self.retired = retired
            self.scheduledPosts = scheduledPosts
            self.heldPosts = heldPosts
        }
    }

    package enum Register: ControlMethod {
        package static let name = "org.tocsin.Account.Register"

        package struct Parameters: Codable, Hashable, Sendable {
            package var account: String
            package var network: String
            package var handle: String
            package var unit: String?
            package var owner: String?
            package var credentialHolder: String?
            package var endpoint: String?
            package var credential: String?
            package var drill: String?

            package init(
                account: String, network: String, handle: String, unit: String? = nil, owner: String? = nil,
                credentialHolder: String? = nil, endpoint: String? = nil, credential: String? = nil,
                drill: String? = nil
            ) {
                self.account = account
                self.network = network
                self.handle = handle
                self.unit = unit
                self.owner = owner
                self.credentialHolder = credentialHolder
                self.endpoint = endpoint
                self.credential = credential
                self.drill = drill
            }
        }

        package typealias Reply = Empty
    }

    package enum List: ControlMethod {
        package static let name = "org.tocsin.Account.List"

        package struct Parameters: Codable, Hashable, Sendable {
            package var drill: String?

            package init(drill: String? = nil) {
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var accounts: [Account]

            package init(accounts: [Account]) {
                self.accounts = accounts
            }
        }
    }

    package enum Retire: ControlMethod {
        package static let name = "org.tocsin.Account.Retire"

        package struct Parameters: Codable, Hashable, Sendable {
            package var account: String
            package var reason: String?
            package var drill: String?

            package init(account: String, reason: String? = nil, drill: String? = nil) {
                self.account = account
                self.reason = reason
                self.drill = drill
            }
        }

        package typealias Reply = Empty
    }
}
