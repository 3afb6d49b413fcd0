internal import CLMDB

/// One consistent state of the environment. What it hands out cannot outlive it.
@safe package struct ReadTransaction: ~Copyable {
    let handle: OpaquePointer

    init(handle: OpaquePointer) { unsafe self.handle = unsafe handle }

    deinit { unsafe mdb_txn_abort(handle) }

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

    package func entryCount(of database: Database) throws(LMDBError) -> Int {
        var statistics = MDB_stat()
        unsafe try LMDBError.check(mdb_stat(handle, database.identifier, &statistics), during: .inspect)
        return statistics.ms_entries
    }
}
