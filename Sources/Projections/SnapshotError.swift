/// Why a snapshot could not be written or read.
package struct SnapshotError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        case cannotWrite = "cannot-write"
        case cannotRead = "cannot-read"
        case tooLarge = "too-large"
        case cutOff = "cut-off"
        case notASnapshot = "not-a-snapshot"
        case unknownVersion = "unknown-version"
        /// The bytes are not the ones that were written.
        case checksumMismatch = "checksum-mismatch"
        /// The parts do not belong together.
        case inconsistent
        case malformedState = "malformed-state"
        case otherLog = "other-log"
        case otherRevision = "other-revision"
    }

    package let code: Code
    package let detail: String
    package let errno: Int32?

    package init(_ code: Code, _ detail: String, errno: Int32? = nil) {
        self.code = code
        self.detail = detail
        self.errno = errno
    }

    package var description: String {
        "\(code.rawValue): \(detail)" + (errno.map { " (errno \($0))" } ?? "")
    }
}

package enum SnapshotLimits {
    /// A larger file is refused before it is read.
    package static let bytesMax = 1 << 31
    /// The newest ones, whatever else is kept: one may be damaged.
    package static let newestKept = 2
    /// Of each so many events the oldest snapshot is kept, so that an old state is near.
    package static let milestoneSequences = 1_000_000
    /// In a directory, after pruning.
    package static let keptMax = 64
}
