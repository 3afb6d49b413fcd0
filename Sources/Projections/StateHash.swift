package import CrisisModel
import Cryptography
package import Engine

/// The hash of a whole state: equal for equal logs, on every machine.
package enum StateHash {
    package static func of(_ state: State) -> CrisisModel.Digest {
        sha256(state.canonicalBytes)
    }

    package static func sha256(_ bytes: [UInt8]) -> CrisisModel.Digest {
        var hasher = SHA256()
        hasher.update(bytes)
        return CrisisModel.Digest(bytes: hasher.finish().bytes) ?? .zero
    }
}
