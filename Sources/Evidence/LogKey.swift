internal import Glibc

/// The key that a log signs its checkpoints with, as two files of the daemon's state directory: `log-key`, which only
/// its owner may read, and `log-key.pub`, for everybody.
package struct LogKey: Sendable {
    package static let privateName = "log-key"
    package static let publicName = "log-key.pub"

    package let signing: SigningKey
    /// Whether the key was made just now.
    package let isNew: Bool

    package var verifier: VerifierKey { signing.verifier }

    /// Loads the key of this name, or makes it when neither file is there. A key that is lost, exposed or another
    /// log's is an error: nothing is ever replaced.
    package static func open(directory: String, name: String) throws(EvidenceError) -> LogKey {
        let privatePath = "\(directory)/\(privateName)"
        let publicPath = "\(directory)/\(publicName)"
        let publicKey = try optional { () throws(EvidenceError) in try loadPublic(publicPath) }
        let found = try optional { () throws(EvidenceError) in try loadPrivate(privatePath) }
        guard let found else {
            guard publicKey == nil else {
                throw EvidenceError(
                    .keyLost, "its public key is there; put the private one back", path: privatePath)
            }
            return LogKey(signing: try make(name: name, privatePath, publicPath), isNew: true)
        }
        guard found.name == name else {
            throw EvidenceError(.keyMismatch, "the key of \(found.name), not of \(name)", path: privatePath)
        }
        guard publicKey == nil || publicKey == found.verifier else {
            throw EvidenceError(
                .keyMismatch, "not the public key of the private one beside it", path: publicPath)
        }
        // A crash between the two files leaves the private one alone.
        if publicKey == nil { try writePublic(found.verifier, publicPath) }
        return LogKey(signing: found, isNew: false)
    }

    package static func loadPrivate(_ path: String) throws(EvidenceError) -> SigningKey {
        let bytes = try EvidenceFile.read(path, bytesMax: EvidenceLimits.keyBytesMax, secrecy: .ownerOnly)
        do throws(EvidenceError) {
            return try SigningKey(parsing: TextLines.text(bytes))
        } catch {
            throw EvidenceError(error.code, error.detail, path: path)
        }
    }

    package static func loadPublic(_ path: String) throws(EvidenceError) -> VerifierKey {
        let bytes = try EvidenceFile.read(path, bytesMax: EvidenceLimits.keyBytesMax)
        do throws(EvidenceError) {
            return try VerifierKey(parsing: TextLines.text(bytes))
        } catch {
            throw EvidenceError(error.code, error.detail, path: path)
        }
    }

    private static func optional<Value>(
        _ load: () throws(EvidenceError) -> Value
    ) throws(EvidenceError) -> Value? {
        do throws(EvidenceError) {
            return try load()
        } catch  where error.code == .notThere {
            return nil
        }
    }

    /// Under another name first, so that no half a key is ever there under its own.
    private static func make(
        name: String, _ privatePath: String, _ publicPath: String
    ) throws(EvidenceError) -> SigningKey {
        let key = try SigningKey.make(name: name)
        let draft = privatePath + ".new"
        unlink(draft)
        try EvidenceFile.create(draft, Array((key.text + "\n").utf8), mode: 0o600)
        // Unlike rename it fails when somebody else has made a key meanwhile.
        guard link(draft, privatePath) == 0 else {
            let reason = EvidenceFile.reason(errno)
            unlink(draft)
            throw EvidenceError(.cannotWrite, reason, path: privatePath)
        }
        unlink(draft)
        try EvidenceFile.flushDirectory(of: privatePath)
        try writePublic(key.verifier, publicPath)
        return key
    }

    private static func writePublic(_ key: VerifierKey, _ path: String) throws(EvidenceError) {
        // Whole or not there: half a key would keep the log unsigned for good.
        try EvidenceFile.replace(path, with: Array((key.text + "\n").utf8), mode: 0o644)
    }
}
