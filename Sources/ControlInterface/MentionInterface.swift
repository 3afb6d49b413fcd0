package import Varlink

/// Mentions: what people say of us.
package enum MentionInterface {
    package static let name = "org.tocsin.Mention"

    package struct RefusedLine: Codable, Hashable, Sendable {
        /// The line's number as given in the call.
        package var line: Int64
        package var reason: String

        package init(line: Int64, reason: String) {
            self.line = line
            self.reason = reason
        }
    }

    package struct Mention: Codable, Hashable, Sendable {
        package var sequence: Int64
        package var source: String
        package var id: String
        package var author: String
        package var text: String
        package var occurredAt: String
        package var unit: String?
        package var account: String?
        package var language: String?
        package var label: String?
        package var valence: Int64?

        package init(
            sequence: Int64, source: String, id: String, author: String, text: String, occurredAt: String,
            unit: String? = nil, account: String? = nil, language: String? = nil, label: String? = nil,
            valence: Int64? = nil
        ) {
            self.sequence = sequence
            self.source = source
            self.id = id
            self.author = author
            self.text = text
            self.occurredAt = occurredAt
            self.unit = unit
            self.account = account
            self.language = language
            self.label = label
            self.valence = valence
        }
    }

    /// Records mentions, one JSON object a line: source, id, author, text, occurredAt (with a zone);
    /// may have name, account, unit, language, link, audience. Known ones (source and id) are counted as repeated.
    package enum Import: ControlMethod {
        package static let name = "org.tocsin.Mention.Import"

        package struct Parameters: Codable, Hashable, Sendable {
            package var lines: [String]
            /// The number of the first line, for messages.
            package var firstLine: Int64
            /// live (may fire rules, in event time) or history (never does).
            package var mode: String
            /// Used where a line has none.
            package var source: String?
            package var drill: String?

            package init(
                lines: [String], firstLine: Int64, mode: String, source: String? = nil, drill: String? = nil
            ) {
                self.lines = lines
                self.firstLine = firstLine
                self.mode = mode
                self.source = source
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var recorded: Int64
            package var repeated: Int64
            package var refused: [RefusedLine]
            package var lastSequence: Int64

            package init(recorded: Int64, repeated: Int64, refused: [RefusedLine], lastSequence: Int64) {
                self.recorded = recorded
                self.repeated = repeated
                self.refused = refused
                self.lastSequence = lastSequence
            }
        }
    }

    /// The latest first.
    package enum List: ControlMethod {
        package static let name = "org.tocsin.Mention.List"
        package static let more = MoreSupport.supported

        package struct Parameters: Codable, Hashable, Sendable {
            package var unit: String?
            package var label: String?
            package var limit: Int64?
            package var drill: String?

            package init(
                unit: String? = nil, label: String? = nil, limit: Int64? = nil, drill: String? = nil
            ) {
                self.unit = unit
                self.label = label
                self.limit = limit
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var mentions: [Mention]
            package var total: Int64
            package var negative: Int64

            package init(mentions: [Mention], total: Int64, negative: Int64) {
                self.mentions = mentions
                self.total = total
                self.negative = negative
            }
        }
    }

    package enum Show: ControlMethod {
        package static let name = "org.tocsin.Mention.Show"

        package struct Parameters: Codable, Hashable, Sendable {
            package var sequence: Int64

            package init(sequence: Int64) {
                self.sequence = sequence
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var mention: Mention

            package init(mention: Mention) {
                self.mention = mention
            }
        }
    }

    /// Its source no longer shows it: the record stays, and its text is no longer shown. Named by event, or by source and identifier.
    package enum DeleteAtSource: ControlMethod {
        package static let name = "org.tocsin.Mention.DeleteAtSource"

        package struct Parameters: Codable, Hashable, Sendable {
            package var mention: Int64?
            package var source: String?
            package var id: String?
            package var reason: String?
            package var drill: String?

            package init(
                mention: Int64? = nil, source: String? = nil, id: String? = nil, reason: String? = nil,
                drill: String? = nil
            ) {
                self.mention = mention
                self.source = source
                self.id = id
                self.reason = reason
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var sequence: Int64
            package var mention: Int64

            package init(sequence: Int64, mention: Int64) {
                self.sequence = sequence
                self.mention = mention
            }
        }
    }
}
