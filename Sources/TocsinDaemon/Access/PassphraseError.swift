/// Why a passphrase could not be set, or the stored ones not be used.
package struct PassphraseError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// They come from a credential, which only its owner can change.
        case readOnly = "read-only"
        /// The present one is wrong, or was not given.
        case wrong
        case tooShort = "too-short"
        case tooLong = "too-long"
        /// The same as before: then nothing would have changed.
        case unchanged
        case backedOff = "backed-off"
        case busy
        case badName = "bad-name"
        case tooMany = "too-many"
        /// The file cannot be read or does not hold what it should; it is never written over.
        case damaged
        case storeFailed = "store-failed"
    }

    package let code: Code
    package let detail: String
    /// For `backedOff`: microseconds since boot.
    package let until: Int64?

    package init(_ code: Code, _ detail: String, until: Int64? = nil) {
        self.code = code
        self.detail = detail
        self.until = until
    }

    package var description: String { detail }
}
