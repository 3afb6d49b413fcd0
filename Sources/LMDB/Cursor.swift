internal import CLMDB

/// A place in a database. An entry is valid until the cursor moves; the cursor until its transaction ends.
@safe package struct Cursor: ~Copyable, ~Escapable {
    private let handle: OpaquePointer?
    private let database: Database

    @_lifetime(borrow transaction)
    init<Transaction: ~Copyable>(
        handle: OpaquePointer?,
        database: Database,
        transaction: borrowing Transaction
    ) {
        unsafe self.handle = unsafe handle
        self.database = database
    }

    deinit { unsafe mdb_cursor_close(handle) }

    @_lifetime(&self)
    package mutating func first() throws(LMDBError) -> Entry? { try move(MDB_FIRST) }

    @_lifetime(&self)
    package mutating func last() throws(LMDBError) -> Entry? { try move(MDB_LAST) }

    /// The first entry when the cursor has not been placed yet.
    @_lifetime(&self)
    package mutating func next() throws(LMDBError) -> Entry? { try move(MDB_NEXT) }

    /// The last entry when the cursor has not been placed yet.
    @_lifetime(&self)
    package mutating func previous() throws(LMDBError) -> Entry? { try move(MDB_PREV) }

    /// The first entry whose key is not below `key`.
    @_lifetime(&self)
    package mutating func seek(_ key: UInt64) throws(LMDBError) -> Entry? {
        var value = unsafe MDB_val()
        var found = unsafe MDB_val()
        let status = unsafe Key.with(key, in: database) { key in
            let status = unsafe mdb_cursor_get(handle, key, &value, MDB_SET_RANGE)
            unsafe found = unsafe key.pointee
            return status
        }
        if status == MDB_NOTFOUND { return nil }
        try LMDBError.check(status, during: .cursor)
        unsafe try refuseUnsound(found, during: .cursor)
        unsafe try refuseUnsound(value, during: .cursor)
        return unsafe Entry(key: bound(found, to: self), value: bound(value, to: self))
    }

    /// The first entry whose key is not below `key`.
    @_lifetime(&self)
    package mutating func seek(_ key: [UInt8]) throws(LMDBError) -> Entry? {
        var value = unsafe MDB_val()
        var found = unsafe MDB_val()
        let status = unsafe Key.with(key, in: database) { key in
            let status = unsafe mdb_cursor_get(handle, key, &value, MDB_SET_RANGE)
            unsafe found = unsafe key.pointee
            return status
        }
        if status == MDB_NOTFOUND { return nil }
        try LMDBError.check(status, during: .cursor)
        unsafe try refuseUnsound(found, during: .cursor)
        unsafe try refuseUnsound(value, during: .cursor)
        return unsafe Entry(key: bound(found, to: self), value: bound(value, to: self))
    }

    @_lifetime(&self)
    private mutating func move(_ operation: MDB_cursor_op) throws(LMDBError) -> Entry? {
        var key = unsafe MDB_val()
        var value = unsafe MDB_val()
        let status = unsafe mdb_cursor_get(handle, &key, &value, operation)
        if status == MDB_NOTFOUND { return nil }
        try LMDBError.check(status, during: .cursor)
        unsafe try refuseUnsound(key, during: .cursor)
        unsafe try refuseUnsound(value, during: .cursor)
        return unsafe Entry(key: bound(key, to: self), value: bound(value, to: self))
    }
}

/// A key and its value, in LMDB's own memory.
package struct Entry: ~Escapable {
    package let key: RawSpan
    package let value: RawSpan

    @_lifetime(copy key, copy value)
    init(key: RawSpan, value: RawSpan) {
        self.key = key
        self.value = value
    }

    /// The key of a database of numbers; nil when the key on disk has another length.
    package var integerKey: UInt64? {
        key.byteCount == 8 ? unsafe key.unsafeLoadUnaligned(as: UInt64.self) : nil
    }
}
