package import Varlink

/// The log's store: taken out exactly, and measured.
extension LogInterface {
    /// Blocks exactly as they are stored, as lines of the exact export: its header first, then the blocks.
    package enum ExportBlocks: ControlMethod {
        package static let name = "org.tocsin.Log.ExportBlocks"
        package static let more = MoreSupport.required

        package struct Parameters: Codable, Hashable, Sendable {
            /// The last event that the caller has; a block must end with it. Left out: from the log's beginning.
            package var after: Int64?
            /// What the blocks are for: exact, evidence.
            package var form: String?

            package init(after: Int64? = nil, form: String? = nil) {
                self.form = form
                self.after = after
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var lines: [String]
            package var lastSequence: Int64
            /// The log is damaged behind what is given here: where.
            package var damagedFrom: Int64?

            package init(lines: [String], lastSequence: Int64, damagedFrom: Int64? = nil) {
                self.damagedFrom = damagedFrom
                self.lines = lines
                self.lastSequence = lastSequence
            }
        }
    }

    /// What the log takes, and how it grows.
    package enum Statistics: ControlMethod {
        package static let name = "org.tocsin.Log.Statistics"

        package typealias Parameters = Empty

        package struct Reply: Codable, Hashable, Sendable {
            package var events: Int64
            package var blocks: Int64
            /// Events that lie in archives and no longer in the log.
            package var archivedEvents: Int64
            package var firstTime: String?
            package var lastTime: String?
            package var bytesInUse: Int64
            /// Freed pages among them, which are used again before the file grows.
            package var reusableBytes: Int64
            package var fileBytes: Int64
            /// Written ahead; the reserve of a full disk.
            package var reserveBytes: Int64
            package var bytesPerEvent: Double?
            /// The largest that the file can become, and the share of it that is used.
            package var mapBytes: Int64
            package var mapShare: Double?
            package var diskFreeBytes: Int64?
            /// At the pace of the log's last day.
            package var eventsPerDay: Double?
            package var bytesPerDay: Double?
            /// Until disk or map are full, at that pace.
            package var daysLeft: Double?

            package init(
                events: Int64, blocks: Int64, archivedEvents: Int64, firstTime: String?, lastTime: String?,
                bytesInUse: Int64, reusableBytes: Int64, fileBytes: Int64, reserveBytes: Int64,
                bytesPerEvent: Double?,
                mapBytes: Int64, mapShare: Double?, diskFreeBytes: Int64?, eventsPerDay: Double?,
                bytesPerDay: Double?, daysLeft: Double?
            ) {
                self.events = events
                self.blocks = blocks
                self.archivedEvents = archivedEvents
                self.firstTime = firstTime
                self.lastTime = lastTime
                self.bytesInUse = bytesInUse
                self.reusableBytes = reusableBytes
                self.fileBytes = fileBytes
                self.reserveBytes = reserveBytes
                self.bytesPerEvent = bytesPerEvent
                self.mapBytes = mapBytes
                self.mapShare = mapShare
                self.diskFreeBytes = diskFreeBytes
                self.eventsPerDay = eventsPerDay
                self.bytesPerDay = bytesPerDay
                self.daysLeft = daysLeft
            }
        }
    }
}
