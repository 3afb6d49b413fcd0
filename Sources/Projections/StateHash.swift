package import CrisisModel
import Cryptography
package import Engine

/// The hash of a whole state: equal for equal logs, on every machine.
package enum StateHash {
    package static func of(_ state: State) -> CrisisModel.Digest {
        let canonical = state.canonical
        return of(canonical.bytes, canonical.segments.map(\.segment))
    }

    static func of(_ canonicalBytes: [UInt8], _ segments: [PackedSegment]) -> CrisisModel.Digest {
        of(canonicalBytes, digests: segments.map { $0.digest(by: sha256) })
    }

    /// The contents of packed tables enter by their digests, which are made once and shared by every copy.
    static func of(
        _ canonicalBytes: [UInt8], digests: [CrisisModel.Digest]
    ) -> CrisisModel.Digest {
        sha256(canonicalBytes + digests.flatMap(\.bytes))
    }

    package static func sha256(_ bytes: [UInt8]) -> CrisisModel.Digest {
        SHA256.hash(bytes).withUnsafeBytes { digest in
            func word(_ index: Int) -> UInt64 {
                UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
            }
            return CrisisModel.Digest(words: (word(0), word(1), word(2), word(3)))
        }
    }
}
