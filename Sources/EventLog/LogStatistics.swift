internal import Glibc

/// What a store takes on its disk.
package struct LogStatistics: Hashable, Sendable {
    package let pageBytes: Int
    package let pagesInUse: Int
    /// Those of them that hold blocks; the others wait to be used again.
    package let dataPages: Int
    package let fileBytes: Int
    /// Bytes behind the last page in use, written already and waiting: the reserve.
    package let reserveBytes: Int
    /// Address space: the file cannot grow beyond it.
    package let mapBytes: Int
    /// Free to this process on the file system; nil when it is not on one or does not say.
    package let diskFreeBytes: Int?

    package init(
        pageBytes: Int, pagesInUse: Int, dataPages: Int? = nil, fileBytes: Int, reserveBytes: Int,
        mapBytes: Int = 0, diskFreeBytes: Int? = nil
    ) {
        self.pageBytes = pageBytes
        self.pagesInUse = pagesInUse
        self.dataPages = dataPages ?? pagesInUse
        self.fileBytes = fileBytes
        self.reserveBytes = reserveBytes
        self.mapBytes = mapBytes
        self.diskFreeBytes = diskFreeBytes
    }

    package var dataBytes: Int { pageBytes * dataPages }
    /// What a pruning or a commit freed: filled again before the file grows.
    package var reusableBytes: Int { max(0, bytesInUse - dataBytes) }
    package var bytesInUse: Int { pageBytes * pagesInUse }

    static func freeBytes(of directory: String) -> Int? {
        var status = statvfs()
        guard statvfs(directory, &status) == 0 else { return nil }
        let (bytes, isTooMany) = UInt64(status.f_bavail).multipliedReportingOverflow(
            by: UInt64(status.f_frsize))
        return isTooMany ? Int.max : Int(clamping: bytes)
    }
}

/// The log's size and growth, for people: computed from a few look-ups, never by reading the whole log.
package struct LogFigures: Hashable, Sendable {
    /// Look-ups that find the newest block of a day ago; each reads one block.
    package static let lookupsMax = 64

    package var eventCount: UInt64 = 0
    package var blockCount: UInt64 = 0
    /// Events in archives, not in this log.
    package var archivedEventCount: UInt64 = 0
    /// Raw wall times of the first and the last block, microseconds.
    package var firstTime: Int64?
    package var lastTime: Int64?
    package var store: LogStatistics
    /// Events in the last day, or in the life of a younger log, and the length of that time.
    package var recentEventCount: UInt64 = 0
    package var recentMicroseconds: Int64 = 0

    package var bytesPerEvent: Double? {
        let here = eventCount - archivedEventCount
        return here == 0 ? nil : Double(store.dataBytes) / Double(here)
    }

    /// What a day adds at the pace of the last one. Nil for a log younger than an hour: it would say nothing.
    package var bytesPerDay: Double? {
        guard let bytesPerEvent, let eventsPerDay else { return nil }
        return eventsPerDay * bytesPerEvent
    }

    package var eventsPerDay: Double? {
        guard recentMicroseconds >= Self.hour else { return nil }
        return Double(recentEventCount) * Double(Self.day) / Double(recentMicroseconds)
    }

    /// Until the disk or the map is full, whichever comes first.
    package var daysLeft: Double? {
        guard let bytesPerDay, bytesPerDay > 0 else { return nil }
        let inMap = Double(store.mapBytes - store.dataBytes)
        let onDisk =
            store.diskFreeBytes.map { Double($0 + store.reserveBytes + store.reusableBytes) } ?? inMap
        return min(inMap, onDisk) / bytesPerDay
    }

    package var mapShare: Double? {
        store.mapBytes == 0 ? nil : Double(store.bytesInUse) / Double(store.mapBytes)
    }

    static let hour: Int64 = 3_600_000_000
    static let day: Int64 = 24 * hour
}

extension EventLog {
    /// The wall clock in blocks may step; a binary search over times that are not quite in order still ends, and its
    /// answer is an estimate.
    package func figures() throws(EventLogError) -> LogFigures {
        let head = self.head
        var figures = LogFigures(store: try statistics())
        figures.eventCount = head.eventCount
        figures.blockCount = head.blockCount
        figures.archivedEventCount = beginning.lastSequence
        guard head.eventCount > beginning.lastSequence else { return figures }
        let first = try block(containing: beginning.firstSequence.rawValue)
        figures.firstTime = first?.time.wall
        figures.lastTime = head.lastTime?.wall
        guard let first, let last = head.lastTime else { return figures }
        let since = max(first.time.wall, last.wall - LogFigures.day)
        var low = first.first
        var high = head.eventCount
        var lookups = 0
        while low < high, lookups < LogFigures.lookupsMax {
            lookups += 1
            let middle = low + (high - low) / 2
            guard let found = try block(containing: middle) else { break }
            if found.time.wall < since {
                low = found.last + 1
            } else {
                high = max(low, found.first)
            }
        }
        figures.recentEventCount = head.eventCount - min(low, head.eventCount) + 1
        figures.recentMicroseconds = max(0, last.wall - since)
        return figures
    }

    private func block(
        containing sequence: UInt64
    ) throws(EventLogError) -> (first: UInt64, last: UInt64, time: BlockTime)? {
        var found: (UInt64, UInt64, BlockTime)?
        var failure: EventLogError?
        _ = try store.scan(.containing(sequence)) { key, bytes in
            do throws(EventLogError) {
                let block = try Self.checked(bytes, key: key)
                found = (key, block.lastSequence.rawValue, block.time)
            } catch {
                failure = error
            }
            return false
        }
        if let failure { throw failure }
        return found
    }
}
