internal import CLMDB

/// A database of an open environment. It is valid as long as that environment is.
package struct Database: Sendable {
    package enum Keys: Sendable {
        /// Unsigned 64-bit numbers in the machine's byte order.
        case integer
        /// Bytes, compared as such, from 1 to 511 of them.
        case bytes
    }

    let identifier: MDB_dbi
    package let keys: Keys
}
