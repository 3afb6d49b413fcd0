package import Cryptography
import Glibc

/// The passphrases of those who may release, as scrypt hashes, and the trying of them.
///
/// It never holds a passphrase longer than its check takes, never says more than right or wrong, and never writes
/// over a file that it could not read.
package final class PassphraseStore: Sendable {
    package enum Verification: Sendable, Hashable {
        case accepted
        case wrong
        /// This person has none.
        case none
        /// Too many wrong tries: not tried. Microseconds since boot.
        case backedOff(until: Int64)
    }

    package struct Person: Sendable, Hashable {
        package let uid: UInt32
        package let name: String
    }

    private struct State {
        var file = PassphraseFile()
        var problem: PassphraseError?
        var backOff = PassphraseBackOff()
    }

    private let path: String
    package let isReadOnly: Bool
    private let parameters: Scrypt.Parameters
    private let bootMicroseconds: @Sendable () -> Int64
    private let thread = HashingThread()
    private let state = Locked(State())

    /// `credential` is the path of the credential `tocsin.passphrases` where the unit gives one: it then wins, and
    /// nothing can be set here. A file that is not there yet is an empty one.
    package init(
        file: String, credential: String? = nil, parameters: Scrypt.Parameters = .interactive,
        bootMicroseconds: @escaping @Sendable () -> Int64
    ) {
        path = credential ?? file
        isReadOnly = credential != nil
        self.parameters = parameters
        self.bootMicroseconds = bootMicroseconds
        reload()
        thread.start()
    }

    /// What was accepted before is still answered.
    package func close() { thread.close() }

    /// Reads the file anew. What is wrong with it stands in `problem`, and then nobody's passphrase is known.
    package func reload() {
        let read: Result<PassphraseFile, PassphraseError>
        do throws(PassphraseError) {
            read = .success(try readFile())
        } catch {
            read = .failure(error)
        }
        state.withLock { state in
            switch read {
            case .success(let file):
                state.file = file
                state.problem = nil
            case .failure(let error):
                state.file = PassphraseFile()
                state.problem = error
            }
        }
    }

    /// Why nobody's passphrase is known, if that is so.
    package var problem: PassphraseError? { state.withLock { $0.problem } }

    /// Those who have a passphrase, by uid.
    package var persons: [Person] {
        state.withLock { state in
            state.file.entries.values.sorted { $0.uid < $1.uid }.map { Person(uid: $0.uid, name: $0.name) }
        }
    }

    package func verify(uid: UInt32, passphrase: SecretBytes) async -> Verification {
        let now = bootMicroseconds()
        let refused: Verification? = state.withLock { state in
            guard state.file.entries[uid] != nil else { return Verification.none }
            if let until = state.backOff.waitsUntil(uid, now: now) { return .backedOff(until: until) }
            return state.backOff.begin(uid) ? nil : Self.busy(now)
        }
        if let refused { return refused }
        return await withCheckedContinuation { continuation in
            let accepted = thread.submit { [self] in
                let result = check(uid, passphrase)
                state.withLock { $0.backOff.end(uid) }
                continuation.resume(returning: result)
            }
            guard !accepted else { return }
            state.withLock { $0.backOff.end(uid) }
            continuation.resume(returning: Self.busy(now))
        }
    }

    /// Sets a person's own passphrase. Where there is one, the present one is needed. On return it is on the disk.
    package func set(
        uid: UInt32, name: String, present: SecretBytes?, replacement: SecretBytes
    ) async throws(PassphraseError) {
        guard !isReadOnly else {
            throw PassphraseError(.readOnly, "the passphrases come from a credential: change it there")
        }
        if let problem { throw problem }
        guard PassphraseFile.isName(name) else {
            throw PassphraseError(.badName, "the name must not be empty, and without blanks and colons")
        }
        try Self.checkLength(replacement)
        let now = bootMicroseconds()
        if let until = state.withLock({ $0.backOff.waitsUntil(uid, now: now) }) {
            throw Self.waits(until, now)
        }
        guard state.withLock({ $0.backOff.begin(uid) }) else { throw Self.tooBusy }
        let result: Result<Void, PassphraseError> = await withCheckedContinuation { continuation in
            let accepted = thread.submit { [self] in
                let result = replace(uid, name, present, replacement)
                state.withLock { $0.backOff.end(uid) }
                continuation.resume(returning: result)
            }
            guard !accepted else { return }
            state.withLock { $0.backOff.end(uid) }
            continuation.resume(returning: .failure(Self.tooBusy))
        }
        try result.get()
    }

    // MARK: - On the hashing thread

    /// Asks for the back-off again: what waited in the queue must not be tried all the same.
    private func check(_ uid: UInt32, _ passphrase: SecretBytes) -> Verification {
        let now = bootMicroseconds()
        let (hash, until) = state.withLock {
            ($0.file.entries[uid]?.hash, $0.backOff.waitsUntil(uid, now: now))
        }
        if let until { return .backedOff(until: until) }
        guard let hash else { return .none }
        let isRight = matches(passphrase, hash)
        let then = bootMicroseconds()
        state.withLock { state in
            if isRight { state.backOff.succeeded(uid) } else { state.backOff.failed(uid, now: then) }
        }
        return isRight ? .accepted : .wrong
    }

    private func matches(_ passphrase: SecretBytes, _ hash: String) -> Bool {
        guard passphrase.count <= PassphraseRules.bytesMax else { return false }
        return passphrase.withBytes { bytes in
            do throws(CryptographyError) {
                return try Scrypt.verify(passphrase: bytes, encoded: hash)
            } catch {
                // A hash that cannot be computed matches nothing.
                return false
            }
        }
    }

    private func replace(
        _ uid: UInt32, _ name: String, _ present: SecretBytes?, _ replacement: SecretBytes
    ) -> Result<Void, PassphraseError> {
        do throws(PassphraseError) {
            let file = state.withLock { $0.file }
            if let hash = file.entries[uid]?.hash {
                try checkPresent(uid, present)
                guard !matches(replacement, hash) else {
                    throw PassphraseError(.unchanged, "the new passphrase is the present one")
                }
            } else if file.entries.count >= PassphraseRules.personsMax {
                throw PassphraseError(
                    .tooMany, "there are passphrases of \(PassphraseRules.personsMax) persons already")
            }
            let changed = file.setting(.init(uid: uid, name: name, hash: try encode(replacement)))
            try changed.write(to: path)
            state.withLock { state in
                state.file = changed
                state.backOff.succeeded(uid)
            }
            return .success(())
        } catch {
            // Whether or not the new file came to stand there, what stands there counts.
            if error.code == .storeFailed { reload() }
            return .failure(error)
        }
    }

    private func checkPresent(_ uid: UInt32, _ present: SecretBytes?) throws(PassphraseError) {
        guard let present else {
            throw PassphraseError(.wrong, "the present passphrase is needed to set another")
        }
        switch check(uid, present) {
        case .accepted: return
        case .backedOff(let until): throw Self.waits(until, bootMicroseconds())
        case .wrong, .none: throw PassphraseError(.wrong, "the present passphrase is wrong")
        }
    }

    private func encode(_ passphrase: SecretBytes) throws(PassphraseError) -> String {
        do throws(CryptographyError) {
            return try passphrase.withBytes { bytes throws(CryptographyError) in
                try Scrypt.encode(passphrase: bytes, parameters: parameters)
            }
        } catch {
            throw PassphraseError(.storeFailed, "the passphrase could not be hashed: \(error.rawValue)")
        }
    }

    // MARK: - Parts

    private func readFile() throws(PassphraseError) -> PassphraseFile {
        switch BoundedFile.read(path: path, bytesMax: PassphraseRules.fileBytesMax) {
        case .bytes(let bytes): return try PassphraseFile(parsing: bytes)
        case .missing where !isReadOnly: return PassphraseFile()
        case .missing: throw PassphraseError(.damaged, "there is no credential \(path)")
        case .tooLarge: throw PassphraseError(.damaged, "\(path) is too large to hold passphrases")
        case .failed(let reason): throw PassphraseError(.damaged, "\(path) cannot be read: \(reason)")
        }
    }

    private static func checkLength(_ passphrase: SecretBytes) throws(PassphraseError) {
        guard passphrase.count >= PassphraseRules.bytesMin else {
            throw PassphraseError(
                .tooShort, "a passphrase needs at least \(PassphraseRules.bytesMin) bytes: four words do")
        }
        guard passphrase.count <= PassphraseRules.bytesMax else {
            throw PassphraseError(.tooLong, "a passphrase has at most \(PassphraseRules.bytesMax) bytes")
        }
    }

    private static let tooBusy = PassphraseError(
        .busy, "other tries are being checked: try again in a moment")

    private static func busy(_ now: Int64) -> Verification { .backedOff(until: now &+ 1_000_000) }

    private static func waits(_ until: Int64, _ now: Int64) -> PassphraseError {
        let seconds = max(1, (until &- now &+ 999_999) / 1_000_000)
        return PassphraseError(.backedOff, "too many wrong tries: wait \(seconds) seconds", until: until)
    }
}
