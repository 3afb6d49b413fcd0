package import Varlink

/// The state at any time.
extension LogInterface {
    /// A place in the state document, as a JSON pointer (RFC 6901).
    package struct Change: Codable, Hashable, Sendable {
        package var path: String
        /// As JSON. Absent: it was not there.
        package var before: String?
        /// As JSON. Absent: it is gone.
        package var after: String?

        package init(path: String, before: String? = nil, after: String? = nil) {
            self.path = path
            self.before = before
            self.after = after
        }
    }

    /// The whole state at a past event, in parts of one JSON document.
    package enum StateAt: ControlMethod {
        package static let name = "org.tocsin.Log.StateAt"
        package static let more = MoreSupport.required

        package struct Parameters: Codable, Hashable, Sendable {
            package var sequence: Int64?
            /// The last event at or before it.
            package var time: String?

            package init(sequence: Int64? = nil, time: String? = nil) {
                self.sequence = sequence
                self.time = time
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            /// A piece of the document; the pieces in order are the document.
            package var part: String
            package var sequence: Int64
            package var stateHash: String
            /// What was recorded when this event was the head.
            package var recordedHash: String?
            /// The newest event at or before it with a recorded hash, which the fold agreed with.
            package var recordedBefore: Int64?
            package var recordedAfter: Int64?

            package init(
                part: String, sequence: Int64, stateHash: String, recordedHash: String? = nil,
                recordedBefore: Int64? = nil, recordedAfter: Int64? = nil
            ) {
                self.part = part
                self.sequence = sequence
                self.stateHash = stateHash
                self.recordedHash = recordedHash
                self.recordedBefore = recordedBefore
                self.recordedAfter = recordedAfter
            }
        }
    }

    /// What changed in the state between two events.
    package enum Difference: ControlMethod {
        package static let name = "org.tocsin.Log.Difference"
        package static let more = MoreSupport.required

        package struct Parameters: Codable, Hashable, Sendable {
            package var from: Int64
            package var to: Int64

            package init(from: Int64, to: Int64) {
                self.from = from
                self.to = to
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var changes: [Change]

            package init(changes: [Change]) {
                self.changes = changes
            }
        }
    }
}
