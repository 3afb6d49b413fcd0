internal import CLMDB

/// Turns our keys into LMDB's for the length of one call.
enum Key {
    static func with<Result>(
        _ key: UInt64,
        in database: Database,
        _ body: (UnsafeMutablePointer<MDB_val>) -> Result
    ) -> Result {
        precondition(database.keys == .integer, "a number given as key of a database of bytes")
        var number = key
        return unsafe withUnsafeMutableBytes(of: &number) { bytes in
            var value = unsafe MDB_val(mv_size: bytes.count, mv_data: bytes.baseAddress)
            return unsafe body(&value)
        }
    }

    static func with<Result>(
        _ key: [UInt8],
        in database: Database,
        _ body: (UnsafeMutablePointer<MDB_val>) -> Result
    ) -> Result {
        precondition(database.keys == .bytes, "bytes given as key of a database of numbers")
        return unsafe key.withUnsafeBytes { bytes in
            var value = unsafe MDB_val(
                mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
            return unsafe body(&value)
        }
    }
}

/// Ties bytes of LMDB's map to the transaction or cursor that keeps them in place. The standard library's own
/// `_overrideLifetime` is not public.
@_unsafeNonescapableResult
@_lifetime(borrow source)
func bound<Source: ~Copyable & ~Escapable>(
    _ value: borrowing MDB_val,
    to source: borrowing Source
) -> RawSpan {
    unsafe RawSpan(_unsafeStart: UnsafeRawPointer(value.mv_data), byteCount: value.mv_size)
}

/// On a damaged page LMDB reports success and gives what no entry can be; a span of that would end the process.
func refuseUnsound(_ value: borrowing MDB_val, during operation: LMDBError.Operation) throws(LMDBError) {
    guard unsafe value.mv_data != nil, unsafe (0...Int(UInt32.max)).contains(value.mv_size) else {
        throw LMDBError(code: .damaged, operation: operation, number: MDB_CORRUPTED)
    }
}
