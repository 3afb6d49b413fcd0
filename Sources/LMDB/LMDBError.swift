internal import CLMDB
internal import Glibc

/// What LMDB refused, and during which call.
package struct LMDBError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Stable names: the command line prints them and scripts match them.
    package enum Code: String, Sendable, CaseIterable {
        case alreadyOpen = "already-open"
        case keyExists = "key-exists"
        case noSpace = "no-space"
        case mapFull = "map-full"
        case damaged = "damaged"
        case wrongVersion = "wrong-version"
        case panicked = "panicked"
        case inputOutput = "input-output"
        case readersFull = "readers-full"
        case badValue = "bad-value"
        case notPermitted = "not-permitted"
        case missing = "missing"
        case other = "other"
    }

    package enum Operation: String, Sendable, CaseIterable {
        case open, begin, get, put, delete, cursor, commit, extend, inspect
    }

    package let code: Code
    package let operation: Operation
    /// LMDB's own number, or errno.
    package let number: Int32

    package init(code: Code, operation: Operation, number: Int32) {
        self.code = code
        self.operation = operation
        self.number = number
    }

    init(status: Int32, operation: Operation) {
        self.init(code: Self.code(of: status), operation: operation, number: status)
    }

    package var description: String {
        unsafe "LMDB \(operation.rawValue): \(code.rawValue) (\(number): \(String(cString: mdb_strerror(number))))"
    }

    static func check(_ status: Int32, during operation: Operation) throws(LMDBError) {
        if status != MDB_SUCCESS { throw LMDBError(status: status, operation: operation) }
    }

    private static func code(of status: Int32) -> Code {
        switch status {
        case MDB_KEYEXIST: .keyExists
        case MDB_MAP_FULL: .mapFull
        case MDB_CORRUPTED, MDB_PAGE_NOTFOUND, MDB_INVALID: .damaged
        case MDB_VERSION_MISMATCH: .wrongVersion
        case MDB_PANIC: .panicked
        case MDB_READERS_FULL: .readersFull
        case MDB_BAD_VALSIZE: .badValue
        case ENOSPC, EDQUOT: .noSpace
        case EIO: .inputOutput
        case EACCES, EPERM, EROFS: .notPermitted
        case ENOENT: .missing
        default: .other
        }
    }
}
