import Synchronization

/// A piece of a packed table. Its bytes never change, so their digest is made once, by whoever first asks for it, and
/// every copy of the table shares both.
package final class PackedSegment: Sendable {
    package let bytes: [UInt8]
    private let memo: Mutex<Digest?>

    package init(_ bytes: [UInt8], digest: Digest? = nil) {
        self.bytes = bytes
        memo = Mutex(digest)
    }

    package func digest(by hash: ([UInt8]) -> Digest) -> Digest {
        memo.withLock { memo in
            if let known = memo { return known }
            let made = hash(bytes)
            memo = made
            return made
        }
    }
}
