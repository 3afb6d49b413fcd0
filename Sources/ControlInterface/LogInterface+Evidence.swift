package import Varlink

/// Evidence, upgrades and repair.
extension LogInterface {
    /// Signs the log as it is now.
    package enum SignCheckpoint: ControlMethod {
        package static let name = "org.tocsin.Log.SignCheckpoint"

        package typealias Parameters = Empty

        package struct Reply: Codable, Hashable, Sendable {
            /// Blocks.
            package var treeSize: Int64
            /// The last event in them.
            package var lastSequence: Int64
            package var root: String
            package var stateHash: String
            /// The signed note, whole.
            package var note: String
            /// The same on one line, for mails.
            package var line: String

            package init(
                treeSize: Int64, lastSequence: Int64, root: String, stateHash: String, note: String,
                line: String
            ) {
                self.treeSize = treeSize
                self.lastSequence = lastSequence
                self.root = root
                self.stateHash = stateHash
                self.note = note
                self.line = line
            }
        }
    }

    /// The newest checkpoint, and the key that it can be checked with.
    package enum GetCheckpoint: ControlMethod {
        package static let name = "org.tocsin.Log.GetCheckpoint"

        package typealias Parameters = Empty

        package struct Reply: Codable, Hashable, Sendable {
            package var note: String?
            package var line: String?
            package var treeSize: Int64?
            package var lastSequence: Int64?
            /// As name+hash+key.
            package var publicKey: String?
            /// Why the log is not signed.
            package var problem: String?

            package init(
                note: String? = nil, line: String? = nil, treeSize: Int64? = nil, lastSequence: Int64? = nil,
                publicKey: String? = nil, problem: String? = nil
            ) {
                self.note = note
                self.line = line
                self.treeSize = treeSize
                self.lastSequence = lastSequence
                self.publicKey = publicKey
                self.problem = problem
            }
        }
    }

    /// That one event stands in the log, without showing any other.
    package enum Prove: ControlMethod {
        package static let name = "org.tocsin.Log.Prove"

        package struct Parameters: Codable, Hashable, Sendable {
            package var sequence: Int64

            package init(sequence: Int64) {
                self.sequence = sequence
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            /// A file of the form that docs/evidence.md describes.
            package var proof: String

            package init(proof: String) {
                self.proof = proof
            }
        }
    }

    /// That the log as it was with so many blocks is the beginning of the log as it is.
    package enum ProveConsistency: ControlMethod {
        package static let name = "org.tocsin.Log.ProveConsistency"

        package struct Parameters: Codable, Hashable, Sendable {
            /// Blocks.
            package var from: Int64

            package init(from: Int64) {
                self.from = from
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var proof: String

            package init(proof: String) {
                self.proof = proof
            }
        }
    }

    /// Declares that this version folds or decides otherwise than the log records, and is to go on after a restart.
    package enum Migrate: ControlMethod {
        package static let name = "org.tocsin.Log.Migrate"

        package struct Parameters: Codable, Hashable, Sendable {
            package var reason: String

            package init(reason: String) {
                self.reason = reason
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var sequence: Int64

            package init(sequence: Int64) {
                self.sequence = sequence
            }
        }
    }

    /// A damaged log gets a successor, in which its sound beginning goes on. Two persons, each with a passphrase.
    package enum Succeed: ControlMethod {
        package static let name = "org.tocsin.Log.Succeed"

        package struct Parameters: Codable, Hashable, Sendable {
            package var passphrase: String

            package init(passphrase: String) {
                self.passphrase = passphrase
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            /// proposed, or succeeded: the daemon then starts anew, stopped.
            package var outcome: String
            package var persons: [String]
            /// The last event kept.
            package var keptThrough: Int64?
            package var expiresAt: String?

            package init(
                outcome: String, persons: [String], keptThrough: Int64? = nil, expiresAt: String? = nil
            ) {
                self.outcome = outcome
                self.persons = persons
                self.keptThrough = keptThrough
                self.expiresAt = expiresAt
            }
        }
    }

    /// Folds the log from its first event, and compares each recorded state hash and the live state. With more, progress comes first.
    package enum Rebuild: ControlMethod {
        package static let name = "org.tocsin.Log.Rebuild"
        package static let more = MoreSupport.supported

        package typealias Parameters = Empty

        package struct Reply: Codable, Hashable, Sendable {
            package var finished: Bool
            package var eventsRead: Int64
            package var eventsTotal: Int64
            package var equal: Bool?
            /// Of the fold, at the event where the live state was compared.
            package var stateHash: String?
            package var liveHash: String?
            package var sequence: Int64?
            /// Of a pruned log: the snapshot that the fold began with.
            package var foldedAfter: Int64?
            package var checkpointsCompared: Int64?
            package var problem: String?

            package init(
                finished: Bool, eventsRead: Int64, eventsTotal: Int64, equal: Bool? = nil,
                stateHash: String? = nil, liveHash: String? = nil, sequence: Int64? = nil,
                foldedAfter: Int64? = nil, checkpointsCompared: Int64? = nil, problem: String? = nil
            ) {
                self.foldedAfter = foldedAfter
                self.finished = finished
                self.eventsRead = eventsRead
                self.eventsTotal = eventsTotal
                self.equal = equal
                self.stateHash = stateHash
                self.liveHash = liveHash
                self.sequence = sequence
                self.checkpointsCompared = checkpointsCompared
                self.problem = problem
            }
        }
    }
}
