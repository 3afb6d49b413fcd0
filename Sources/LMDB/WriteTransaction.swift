internal import CLMDB

/// The one open write transaction. It is committed by the closure's answer, or it is dropped and so aborted.
@safe package struct WriteTransaction: ~Copyable {
    package enum PutMode: Sendable {
        case insertOrReplace
        /// Refused with `.keyExists` when the key is there.
        case insert
        /// Refused with `.keyExists` unless the key is beyond every other: the fast way to fill pages in order.
        case append

        var flags: UInt32 {
            switch self {
            case .insertOrReplace: 0
            case .insert: UInt32(MDB_NOOVERWRITE)
            case .append: UInt32(MDB_APPEND)
            }
        }
    }

    private let handle: OpaquePointer

    init(handle: OpaquePointer) { unsafe self.handle = unsafe handle }

    deinit { unsafe mdb_txn_abort(handle) }

    consuming func commit() throws(LMDBError) {
        // LMDB frees the handle whether or not the commit succeeds, so deinit must not run.
        let status = unsafe mdb_txn_commit(handle)
        discard self
        try LMDBError.check(status, during: .commit)
    }

    @_lifetime(borrow self)
    package func value(of key: UInt64, in database: Database) throws(LMDBError) -> RawSpan? {
        var found = unsafe MDB_val()
        let status = unsafe Key.with(key, in: database) {
            unsafe mdb_get(handle, database.identifier, $0, &found)
        }
        if status == MDB_NOTFOUND { return nil }
        try LMDBError.check(status, during: .get)
        unsafe try refuseUnsound(found, during: .get)
        return unsafe bound(found, to: self)
    }

    @_lifetime(borrow self)
    package func value(of key: [UInt8], in database: Database) throws(LMDBError) -> RawSpan? {
        var found = unsafe MDB_val()
        let status = unsafe Key.with(key, in: database) {
            unsafe mdb_get(handle, database.identifier, $0, &found)
        }
        if status == MDB_NOTFOUND { return nil }
        try LMDBError.check(status, during: .get)
        unsafe try refuseUnsound(found, during: .get)
        return unsafe bound(found, to: self)
    }

    @_lifetime(borrow self)
    package func cursor(over database: Database) throws(LMDBError) -> Cursor {
        var opened: OpaquePointer?
        unsafe try LMDBError.check(mdb_cursor_open(handle, database.identifier, &opened), during: .cursor)
        return unsafe Cursor(handle: opened, database: database, transaction: self)
    }

    package mutating func put(
        _ value: RawSpan,
        for key: UInt64,
        in database: Database,
        mode: PutMode = .insertOrReplace
    ) throws(LMDBError) {
        let status = unsafe Key.with(key, in: database) { unsafe put(value, $0, database, mode) }
        try LMDBError.check(status, during: .put)
    }

    package mutating func put(
        _ value: RawSpan,
        for key: [UInt8],
        in database: Database,
        mode: PutMode = .insertOrReplace
    ) throws(LMDBError) {
        let status = unsafe Key.with(key, in: database) { unsafe put(value, $0, database, mode) }
        try LMDBError.check(status, during: .put)
    }

    /// Makes room for a value and lets `fill` write it in place, all of it: the room is not cleared.
    package mutating func reserve(
        _ byteCount: Int,
        for key: UInt64,
        in database: Database,
        mode: PutMode = .insertOrReplace,
        fill: (UnsafeMutableRawBufferPointer) -> Void
    ) throws(LMDBError) {
        var room = unsafe MDB_val(mv_size: byteCount, mv_data: nil)
        let flags = mode.flags | UInt32(MDB_RESERVE)
        let status = unsafe Key.with(key, in: database) {
            unsafe mdb_put(handle, database.identifier, $0, &room, flags)
        }
        try LMDBError.check(status, during: .put)
        unsafe fill(UnsafeMutableRawBufferPointer(start: room.mv_data, count: byteCount))
    }

    /// False when the key was not there.
    package mutating func delete(_ key: UInt64, in database: Database) throws(LMDBError) -> Bool {
        let status = unsafe Key.with(key, in: database) {
            unsafe mdb_del(handle, database.identifier, $0, nil)
        }
        if status == MDB_NOTFOUND { return false }
        try LMDBError.check(status, during: .delete)
        return true
    }

    /// False when the key was not there.
    package mutating func delete(_ key: [UInt8], in database: Database) throws(LMDBError) -> Bool {
        let status = unsafe Key.with(key, in: database) {
            unsafe mdb_del(handle, database.identifier, $0, nil)
        }
        if status == MDB_NOTFOUND { return false }
        try LMDBError.check(status, during: .delete)
        return true
    }

    /// Removes every entry of a database.
    package mutating func deleteAll(in database: Database) throws(LMDBError) {
        unsafe try LMDBError.check(mdb_drop(handle, database.identifier, 0), during: .delete)
    }

    package func entryCount(of database: Database) throws(LMDBError) -> Int {
        var statistics = MDB_stat()
        unsafe try LMDBError.check(mdb_stat(handle, database.identifier, &statistics), during: .inspect)
        return statistics.ms_entries
    }

    private func put(
        _ value: RawSpan,
        _ key: UnsafeMutablePointer<MDB_val>,
        _ database: Database,
        _ mode: PutMode
    ) -> Int32 {
        unsafe value.withUnsafeBytes { bytes in
            var data = unsafe MDB_val(
                mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
            return unsafe mdb_put(handle, database.identifier, key, &data, mode.flags)
        }
    }
}
