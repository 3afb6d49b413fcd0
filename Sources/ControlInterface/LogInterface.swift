package import Varlink

/// The log: read, verify, compare.
package enum LogInterface {
    package static let name = "org.tocsin.Log"

    /// A kind of damage or contradiction, and where.
    package struct Finding: Codable, Hashable, Sendable {
        package var sequence: Int64?
        package var block: Int64?
        package var problem: String

        package init(sequence: Int64? = nil, block: Int64? = nil, problem: String) {
            self.sequence = sequence
            self.block = block
            self.problem = problem
        }
    }

    /// Events as JSON, in the shape of the export. With follow, never ends.
    package enum Tail: ControlMethod {
        package static let name = "org.tocsin.Log.Tail"
        package static let more = MoreSupport.required

        package struct Parameters: Codable, Hashable, Sendable {
            /// The first sequence; left out: the last ten.
            package var from: Int64?
            package var to: Int64?
            package var follow: Bool?
            /// A kind, or a noun.
            package var kind: String?
            package var drill: String?
            /// With what identifies authors, and their texts.
            package var personalData: Bool?

            package init(
                from: Int64? = nil, to: Int64? = nil, follow: Bool? = nil, kind: String? = nil,
                drill: String? = nil, personalData: Bool? = nil
            ) {
                self.personalData = personalData
                self.from = from
                self.to = to
                self.follow = follow
                self.kind = kind
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var event: JSONValue

            package init(event: JSONValue) {
                self.event = event
            }
        }
    }

    /// Lines of NDJSON, several a reply, as scenarios are written in.
    package enum Export: ControlMethod {
        package static let name = "org.tocsin.Log.Export"
        package static let more = MoreSupport.required

        package struct Parameters: Codable, Hashable, Sendable {
            package var from: Int64?
            package var to: Int64?
            package var drill: String?
            /// With what identifies authors, and their texts.
            package var personalData: Bool?
            /// For the event that records the export.
            package var purpose: String?
            /// What the lines are for: ndjson, csv, evidence.
            package var form: String?

            package init(
                from: Int64? = nil, to: Int64? = nil, drill: String? = nil, personalData: Bool? = nil,
                purpose: String? = nil, form: String? = nil
            ) {
                self.form = form
                self.personalData = personalData
                self.purpose = purpose
                self.from = from
                self.to = to
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var lines: [String]
            package var nextSequence: Int64

            package init(lines: [String], nextSequence: Int64) {
                self.lines = lines
                self.nextSequence = nextSequence
            }
        }
    }

    /// Order, gaps, checksums, layout, causation and the fold. With more, progress comes first.
    package enum Verify: ControlMethod {
        package static let name = "org.tocsin.Log.Verify"
        package static let more = MoreSupport.supported

        package typealias Parameters = Empty

        package struct Reply: Codable, Hashable, Sendable {
            package var finished: Bool
            package var eventsRead: Int64
            package var eventsTotal: Int64
            package var sound: Bool?
            package var findings: [Finding]?
            package var lastSequence: Int64?
            package var treeRoot: String?
            package var stateHash: String?
            /// One sentence: what was proved, and what was not.
            package var conclusion: String?

            package init(
                finished: Bool, eventsRead: Int64, eventsTotal: Int64, sound: Bool? = nil,
                findings: [Finding]? = nil, lastSequence: Int64? = nil, treeRoot: String? = nil,
                stateHash: String? = nil, conclusion: String? = nil
            ) {
                self.finished = finished
                self.eventsRead = eventsRead
                self.eventsTotal = eventsTotal
                self.sound = sound
                self.findings = findings
                self.lastSequence = lastSequence
                self.treeRoot = treeRoot
                self.stateHash = stateHash
                self.conclusion = conclusion
            }
        }
    }

    /// The hash of the whole state, at the head.
    package enum State: ControlMethod {
        package static let name = "org.tocsin.Log.State"

        package typealias Parameters = Empty

        package struct Reply: Codable, Hashable, Sendable {
            package var sequence: Int64
            package var stateHash: String

            package init(sequence: Int64, stateHash: String) {
                self.sequence = sequence
                self.stateHash = stateHash
            }
        }
    }
}
