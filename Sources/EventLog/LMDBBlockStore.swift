internal import CChecksum
internal import Glibc
internal import LMDB

/// Blocks in one synced LMDB environment, with a zero-filled tail behind the last page in use.
///
/// The tail makes commits cheaper (they write into the file instead of growing it) and is the reserve for the hour
/// when the disk is full. It is extended by the writer alone, between transactions.
package final class LMDBBlockStore: BlockStore {
    /// Behind the last page in use.
    package static let defaultReserveBytes = 64 << 20
    /// The tail is extended when it has shrunk by this much (a quarter of a smaller reserve), so that no commit waits
    /// for more than the flush of one such piece.
    private static let extensionBytes = 1 << 20
    /// Pages that a commit may take beside its blocks: branches, LMDB's list of free pages, its databases' roots.
    private static let commitPagesExtra = 32
    /// Between two tries to extend a tail that could not be extended.
    private static let retryMicroseconds: Int64 = 1_000_000

    private struct Reserve {
        var isExhausted = false
        var lastTry: Int64 = .min
    }

    private let directory: String
    private let environment: Environment
    private let database: Database
    private let reserveTarget: Int
    private let reserve = Guarded(Reserve())
    private let lock: WriterLock?

    private init(
        directory: String,
        environment: consuming Environment,
        database: Database,
        reserveTarget: Int,
        lock: consuming WriterLock?
    ) {
        self.directory = directory
        self.environment = environment
        self.database = database
        self.reserveTarget = reserveTarget
        self.lock = lock
    }

    /// A reserve of 0 bytes switches the tail off, and with it the promise that a full disk is noticed in time.
    package static func open(
        directory: String,
        readOnly: Bool = false,
        reserveBytes: Int = defaultReserveBytes,
        mapBytes: Int = EnvironmentOptions.defaultMapBytes
    ) throws(EventLogError) -> LMDBBlockStore {
        if !readOnly { try makeDirectory(directory) }
        let lock: WriterLock? = readOnly ? nil : try WriterLock.acquire(directory: directory)
        let store: LMDBBlockStore
        do throws(LMDBError) {
            let options = EnvironmentOptions(readOnly: readOnly, mapBytes: mapBytes)
            let environment = try Environment.open(directory: directory, options: options)
            let database = try environment.openDatabase(keys: .integer, readOnly: readOnly)
            store = LMDBBlockStore(
                directory: directory, environment: environment, database: database,
                reserveTarget: readOnly ? 0 : reserveBytes, lock: lock)
        } catch {
            throw translate(error)
        }
        if !readOnly { store.prepare(directory: directory) }
        return store
    }

    package func header() throws(EventLogError) -> [UInt8]? {
        do throws(LMDBError) {
            return try environment.read { transaction throws(LMDBError) in
                guard let value = try transaction.value(of: 0, in: database) else { return nil }
                return value.withUnsafeBytes { [UInt8]($0) }
            }
        } catch {
            throw Self.translate(error)
        }
    }

    package func commit(
        _ blocks: [BlockSlot],
        header: [UInt8]?,
        mayUseReserve: Bool,
        fill: (Int, UnsafeMutableRawBufferPointer) -> Void
    ) throws(EventLogError) {
        try makeRoom(for: blocks, mayUseReserve: mayUseReserve)
        do throws(LMDBError) {
            try environment.write { transaction throws(LMDBError) in
                if let header {
                    try transaction.put(header.span.bytes, for: 0, in: database)
                }
                for (index, block) in blocks.enumerated() {
                    try transaction.reserve(
                        block.byteCount, for: block.firstSequence, in: database, mode: .append
                    ) { fill(index, $0) }
                }
                return .commit(())
            }
        } catch {
            throw Self.translate(error)
        }
        extendReserve(now: false)
    }

    package func scan(
        _ start: ScanStart,
        _ body: (UInt64, RawSpan) -> Bool
    ) throws(EventLogError) -> Bool {
        do throws(LMDBError) {
            return try environment.read { transaction throws(LMDBError) in
                var cursor = try transaction.cursor(over: database)
                guard try Self.place(&cursor, at: start, body) else { return true }
                while let entry = try cursor.next() {
                    guard try Self.give(entry, to: body) else { return true }
                }
                return false
            }
        } catch {
            throw Self.translate(error)
        }
    }

    package var reserveOnly: Bool { reserve.withLock { $0.isExhausted } }

    package func refreshReserve() {
        if reserveOnly { extendReserve(now: false) }
    }

    package func statistics() throws(EventLogError) -> LogStatistics {
        do throws(LMDBError) {
            let extent = try environment.extent()
            return LogStatistics(
                pageBytes: extent.pageBytes, pagesInUse: extent.pageCount, dataPages: extent.dataPageCount,
                fileBytes: extent.fileBytes,
                reserveBytes: extent.tailBytes, mapBytes: extent.mapBytes,
                diskFreeBytes: LogStatistics.freeBytes(of: directory))
        } catch {
            throw Self.translate(error)
        }
    }
}

// MARK: - Pruning

extension LMDBBlockStore {
    package func remove(through key: UInt64, limit: Int) throws(EventLogError) -> Int {
        try makeRoom(for: [], mayUseReserve: true)
        do throws(LMDBError) {
            return try environment.write { transaction throws(LMDBError) in
                let keys = try Self.keys(through: key, limit: limit, in: database, of: transaction)
                for key in keys { _ = try transaction.delete(key, in: database) }
                return keys.isEmpty ? .abort(0) : .commit(keys.count)
            }
        } catch {
            throw Self.translate(error)
        }
    }

    private static func keys(
        through end: UInt64, limit: Int, in database: Database, of transaction: borrowing WriteTransaction
    ) throws(LMDBError) -> [UInt64] {
        var keys: [UInt64] = []
        var cursor = try transaction.cursor(over: database)
        // Key 0 is the log header's.
        guard var next = try cursor.seek(1)?.integerKey else { return [] }
        while next <= end, keys.count < limit {
            keys.append(next)
            guard let key = try cursor.next()?.integerKey else { break }
            next = key
        }
        return keys
    }
}

// MARK: - Placing the cursor

extension LMDBBlockStore {
    /// Gives the first block of the scan; false when `body` has had enough. The cursor then stands on it.
    private static func place(
        _ cursor: inout Cursor,
        at start: ScanStart,
        _ body: (UInt64, RawSpan) -> Bool
    ) throws(LMDBError) -> Bool {
        switch start {
        case .last:
            guard let entry = try cursor.last() else { return true }
            return try give(entry, to: body)
        case .after(let key):
            guard key < .max, let entry = try cursor.seek(key + 1) else {
                _ = try cursor.last()
                return true
            }
            return try give(entry, to: body)
        case .containing(let key):
            var isBeyondLast = true
            if let entry = try cursor.seek(key) {
                if entry.integerKey == key { return try give(entry, to: body) }
                isBeyondLast = false
            }
            if !isBeyondLast {
                // Before the first block lies the header; the loop goes on with the block behind it.
                if let before = try cursor.previous() { return try give(before, to: body) }
                guard let first = try cursor.first() else { return true }
                return try give(first, to: body)
            }
            guard let entry = try cursor.last() else { return true }
            return try give(entry, to: body)
        }
    }

    private static func give(_ entry: borrowing Entry, to body: (UInt64, RawSpan) -> Bool) throws(LMDBError)
        -> Bool
    {
        guard let key = entry.integerKey else {
            throw LMDBError(code: .damaged, operation: .cursor, number: 0)
        }
        if key == 0 { return true }
        entry.value.withUnsafeBytes { tocsin_prefetch_before($0.baseAddress) }
        return body(key, entry.value)
    }
}

// MARK: - The tail

extension LMDBBlockStore {
    private func prepare(directory: String) {
        extendReserve(now: true, thorough: true)
        for path in [directory, "\(directory)/.."] {
            let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            fsync(descriptor)
            close(descriptor)
        }
    }

    private func makeRoom(for blocks: [BlockSlot], mayUseReserve: Bool) throws(EventLogError) {
        guard reserveTarget > 0 else { return }
        if reserveOnly && !mayUseReserve {
            extendReserve(now: false)
            if reserveOnly {
                throw EventLogError(.storeFull, detail: "the rest of the space is kept for stops")
            }
        }
        let pages = blocks.reduce(Self.commitPagesExtra) { $0 + max(1, $1.pageCount) }
        do throws(LMDBError) {
            var extent = try environment.extent()
            let needed = pages * extent.pageBytes
            if extent.tailBytes < needed {
                extent = try environment.fillTail(to: max(needed, reserveTarget))
            }
            if extent.tailBytes < needed {
                throw LMDBError(code: .noSpace, operation: .extend, number: ENOSPC)
            }
        } catch {
            reserve.withLock { $0.isExhausted = true }
            throw Self.translate(error)
        }
    }

    /// Extends the tail when it is due. A failure is no error of the commit before: it leaves the reserve to stops.
    private func extendReserve(now: Bool, thorough: Bool = false) {
        guard reserveTarget > 0 else { return }
        let clock = BlockClock.microseconds(CLOCK_MONOTONIC)
        let mayTry =
            now || reserve.withLock { !$0.isExhausted || clock - $0.lastTry >= Self.retryMicroseconds }
        guard mayTry else { return }
        do throws(LMDBError) {
            let missing = reserveTarget - (try environment.extent().tailBytes)
            let piece = min(Self.extensionBytes, reserveTarget / 4)
            if thorough || missing >= piece {
                _ = try environment.fillTail(to: reserveTarget, thorough: thorough)
            }
            reserve.withLock { $0.isExhausted = false }
        } catch {
            reserve.withLock {
                $0.isExhausted = true
                $0.lastTry = clock
            }
        }
    }

    private static func makeDirectory(_ path: String) throws(EventLogError) {
        guard mkdir(path, 0o700) != 0, errno != EEXIST else { return }
        throw EventLogError(.storeFailed, detail: "the directory cannot be made (errno \(errno))")
    }

    static func translate(_ error: LMDBError) -> EventLogError {
        // Whatever a commit returned, its pages may have reached the disk.
        if error.operation == .commit { return EventLogError(.outcomeUnknown, cause: error) }
        return switch error.code {
        case .mapFull, .noSpace: EventLogError(.storeFull, cause: error)
        case .damaged: EventLogError(.damaged, cause: error)
        case .wrongVersion: EventLogError(.notALog, cause: error)
        case .alreadyOpen: EventLogError(.inUse, holder: getpid(), cause: error)
        default: EventLogError(.storeFailed, cause: error)
        }
    }
}
