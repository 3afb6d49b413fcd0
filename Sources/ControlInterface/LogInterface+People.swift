package import Varlink

/// The people in the log.
extension LogInterface {
    /// What may not be erased.
    package struct LegalHold: Codable, Hashable, Sendable {
        package var hold: Int64
        /// Absent: everybody.
        package var author: Int64?
        package var reason: String?
        package var placedAt: String

        package init(hold: Int64, author: Int64? = nil, reason: String? = nil, placedAt: String) {
            self.hold = hold
            self.author = author
            self.reason = reason
            self.placedAt = placedAt
        }
    }

    /// Destroys the key of an author: nothing that they wrote can be read again. Named by number, or by source and handle.
    package enum EraseAuthor: ControlMethod {
        package static let name = "org.tocsin.Log.EraseAuthor"

        package struct Parameters: Codable, Hashable, Sendable {
            package var author: Int64?
            package var source: String?
            package var handle: String?
            /// Why, and at whose request.
            package var reason: String
            /// In which role the caller acts.
            package var role: String?
            package var drill: String?

            package init(
                author: Int64? = nil, source: String? = nil, handle: String? = nil, reason: String,
                role: String? = nil, drill: String? = nil
            ) {
                self.author = author
                self.source = source
                self.handle = handle
                self.reason = reason
                self.role = role
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var sequence: Int64
            package var author: Int64
            /// Mentions sealed under the key.
            package var mentions: Int64
            /// False: the key file could not be written; it is done again at the next start.
            package var keyDestroyed: Bool

            package init(sequence: Int64, author: Int64, mentions: Int64, keyDestroyed: Bool) {
                self.sequence = sequence
                self.author = author
                self.mentions = mentions
                self.keyDestroyed = keyDestroyed
            }
        }
    }

    /// Nothing that it covers may be erased: one author, or everybody.
    package enum PlaceLegalHold: ControlMethod {
        package static let name = "org.tocsin.Log.PlaceLegalHold"

        package struct Parameters: Codable, Hashable, Sendable {
            package var author: Int64?
            package var source: String?
            package var handle: String?
            package var reason: String?

            package init(
                author: Int64? = nil, source: String? = nil, handle: String? = nil, reason: String? = nil
            ) {
                self.author = author
                self.source = source
                self.handle = handle
                self.reason = reason
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var hold: Int64

            package init(hold: Int64) {
                self.hold = hold
            }
        }
    }

    /// Ends a legal hold.
    package enum LiftLegalHold: ControlMethod {
        package static let name = "org.tocsin.Log.LiftLegalHold"

        package struct Parameters: Codable, Hashable, Sendable {
            package var hold: Int64
            package var reason: String?

            package init(hold: Int64, reason: String? = nil) {
                self.hold = hold
                self.reason = reason
            }
        }

        package typealias Reply = Empty
    }

    /// Those in force.
    package enum ListLegalHolds: ControlMethod {
        package static let name = "org.tocsin.Log.ListLegalHolds"

        package typealias Parameters = Empty

        package struct Reply: Codable, Hashable, Sendable {
            package var holds: [LegalHold]

            package init(holds: [LegalHold]) {
                self.holds = holds
            }
        }
    }
}
