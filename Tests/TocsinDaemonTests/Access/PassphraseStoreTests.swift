import Cryptography
import Glibc
import Synchronization
import Testing

@testable import TocsinDaemon

@Suite("Passphrases")
struct PassphraseStoreTests {
    /// Cheap: the cost of the real parameters is tested where scrypt is.
    private static let cheap = Scrypt.Parameters(costLog2: 4, blockSize: 8, parallelism: 1)
    private static let right = "correct horse battery"

    private final class Clock: Sendable {
        let now = Atomic<Int64>(1_000_000_000)
        func advance(seconds: Int64) { now.add(seconds * 1_000_000, ordering: .relaxed) }
    }

    private func store(_ folder: String, _ clock: Clock = Clock(), credential: String? = nil)
        -> PassphraseStore
    {
        PassphraseStore(
            file: folder + "/passphrases", credential: credential, parameters: Self.cheap,
            bootMicroseconds: { clock.now.load(ordering: .relaxed) })
    }

    private func failure(
        _ store: PassphraseStore, present: String?, _ replacement: String, name: String = "anna"
    ) async -> PassphraseError.Code? {
        do throws(PassphraseError) {
            try await store.set(
                uid: 1000, name: name, present: present.map { SecretBytes($0) },
                replacement: SecretBytes(replacement))
            return nil
        } catch {
            return error.code
        }
    }

    @Test(
        "A passphrase that was set is accepted, another is wrong, and a stranger has none; also after a restart"
    )
    func roundTrip() async throws {
        try await withTemporaryFolder { folder in
            let first = store(folder)
            #expect(first.persons.isEmpty)
            #expect(await failure(first, present: nil, Self.right) == nil)
            first.close()
            let second = store(folder)
            defer { second.close() }
            #expect(second.problem == nil)
            #expect(second.persons == [.init(uid: 1000, name: "anna")])
            #expect(await second.verify(uid: 1000, passphrase: SecretBytes(Self.right)) == .accepted)
            #expect(await second.verify(uid: 1000, passphrase: SecretBytes("correct horse")) == .wrong)
            #expect(await second.verify(uid: 1001, passphrase: SecretBytes(Self.right)) == .none)
        }
    }

    @Test("The file is for its owner alone, holds no passphrase, and leaves nothing beside it")
    func file() async throws {
        try await withTemporaryFolder { folder in
            let store = store(folder)
            defer { store.close() }
            #expect(await failure(store, present: nil, Self.right) == nil)
            var status = stat()
            #expect(stat(folder + "/passphrases", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
            #expect(names(in: folder) == ["passphrases"])
            let text = String(decoding: try contents(of: folder + "/passphrases"), as: UTF8.self)
            #expect(!text.contains("horse"))
            #expect(text.contains("\n1000:anna:$scrypt$ln=4,r=8,p=1$"))
        }
    }

    @Test("To set another, the present one is needed; what is too short, too long or unchanged is refused")
    func changing() async throws {
        try await withTemporaryFolder { folder in
            let store = store(folder)
            defer { store.close() }
            #expect(await failure(store, present: nil, "short one") == .tooShort)
            #expect(await failure(store, present: nil, String(repeating: "x", count: 1025)) == .tooLong)
            #expect(await failure(store, present: nil, Self.right, name: "an:na") == .badName)
            #expect(store.persons.isEmpty)
            #expect(await failure(store, present: nil, Self.right) == nil)
            #expect(await failure(store, present: nil, "another one of four") == .wrong)
            #expect(await failure(store, present: "not the right one", "another one of four") == .wrong)
            #expect(await failure(store, present: Self.right, Self.right) == .unchanged)
            #expect(await failure(store, present: Self.right, "another one of four") == nil)
            #expect(await store.verify(uid: 1000, passphrase: SecretBytes(Self.right)) == .wrong)
            #expect(
                await store.verify(uid: 1000, passphrase: SecretBytes("another one of four")) == .accepted)
        }
    }

    @Test(
        "After two slips each wrong try makes the next wait longer, for this person alone; a right one ends it"
    )
    func backOff() async throws {
        try await withTemporaryFolder { folder in
            let clock = Clock()
            let store = store(folder, clock)
            defer { store.close() }
            #expect(await failure(store, present: nil, Self.right) == nil)
            try await store.set(uid: 1001, name: "bert", present: nil, replacement: SecretBytes(Self.right))
            let wrong = SecretBytes("not the right one")
            #expect(await store.verify(uid: 1000, passphrase: wrong) == .wrong)
            #expect(await store.verify(uid: 1000, passphrase: wrong) == .wrong)
            for delay: Int64 in [2, 4, 8] {
                #expect(await store.verify(uid: 1000, passphrase: wrong) == .wrong)
                let until = clock.now.load(ordering: .relaxed) + delay * 1_000_000
                #expect(
                    await store.verify(uid: 1000, passphrase: SecretBytes(Self.right))
                        == .backedOff(until: until))
                #expect(await failure(store, present: Self.right, "another one of four") == .backedOff)
                #expect(await store.verify(uid: 1001, passphrase: SecretBytes(Self.right)) == .accepted)
                clock.advance(seconds: delay)
            }
            #expect(await store.verify(uid: 1000, passphrase: SecretBytes(Self.right)) == .accepted)
            #expect(await store.verify(uid: 1000, passphrase: wrong) == .wrong)
            #expect(await store.verify(uid: 1000, passphrase: SecretBytes(Self.right)) == .accepted)
        }
    }

    @Test("The wait doubles from two seconds to five minutes and no further")
    func delays() {
        let delays = (0...40).map { PassphraseRules.delayMicroseconds(afterFailures: $0) / 1_000_000 }
        #expect(delays.prefix(11) == [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256])
        #expect(delays.suffix(30).allSatisfy { $0 == 300 })
    }

    @Test("A credential wins over the file, and nothing can be set then")
    func credential() async throws {
        try await withTemporaryFolder { folder in
            let source = store(folder)
            #expect(await failure(source, present: nil, Self.right) == nil)
            source.close()
            try write(try contents(of: folder + "/passphrases"), to: folder + "/credential")
            unlink(folder + "/passphrases")
            let store = store(folder, credential: folder + "/credential")
            defer { store.close() }
            #expect(store.isReadOnly)
            #expect(await store.verify(uid: 1000, passphrase: SecretBytes(Self.right)) == .accepted)
            #expect(await failure(store, present: Self.right, "another one of four") == .readOnly)
            #expect(names(in: folder) == ["credential"])
        }
    }

    @Test(
        "A damaged file makes nobody a releaser and is never written over; it is told of",
        arguments: [
            "1000:anna", "x:anna:$scrypt$a", "1000:anna:$2y$10$abc", "1000:a:$scrypt$x\n1000:b:$scrypt$y",
            "1000:an na:$scrypt$x", "4294967295:a:$scrypt$x",
        ])
    func damaged(text: String) async throws {
        try await withTemporaryFolder { folder in
            try write(Array(text.utf8), to: folder + "/passphrases")
            let store = store(folder)
            defer { store.close() }
            #expect(store.problem?.code == .damaged)
            #expect(store.persons.isEmpty)
            #expect(await failure(store, present: nil, Self.right) == .damaged)
            #expect(try contents(of: folder + "/passphrases") == Array(text.utf8))
            try write([], to: folder + "/passphrases")
            store.reload()
            #expect(store.problem == nil)
        }
    }

    @Test("A hash that no scrypt of ours can compute is wrong, not a crash")
    func strangeHash() async throws {
        try await withTemporaryFolder { folder in
            try write(Array("1000:anna:$scrypt$ln=63,r=8,p=1$AAAA$AAAA\n".utf8), to: folder + "/passphrases")
            let store = store(folder)
            defer { store.close() }
            #expect(await store.verify(uid: 1000, passphrase: SecretBytes(Self.right)) == .wrong)
        }
    }

    @Test("Where the file cannot be written, nothing is said to be set")
    func unwritable() async throws {
        let store = PassphraseStore(
            file: "/proc/tocsin-cannot-be/passphrases", parameters: Self.cheap, bootMicroseconds: { 0 })
        defer { store.close() }
        #expect(await failure(store, present: nil, Self.right) == .storeFailed)
        #expect(store.persons.isEmpty)
    }

    @Test("One person's flood of tries is turned away, and another's try is still checked")
    func flood() async throws {
        try await withTemporaryFolder { folder in
            let store = store(folder)
            defer { store.close() }
            #expect(await failure(store, present: nil, Self.right) == nil)
            try await store.set(uid: 1001, name: "bert", present: nil, replacement: SecretBytes(Self.right))
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<500 {
                    group.addTask {
                        _ = await store.verify(uid: 1000, passphrase: SecretBytes("not the right one"))
                    }
                }
                group.addTask {
                    let result = await store.verify(uid: 1001, passphrase: SecretBytes(Self.right))
                    #expect(result == .accepted)
                }
            }
            // However few of the flood were checked, three wrong ones in a row end in a wait.
            for _ in 0..<3 { _ = await store.verify(uid: 1000, passphrase: SecretBytes("not the right one")) }
            guard case .backedOff = await store.verify(uid: 1000, passphrase: SecretBytes(Self.right)) else {
                Issue.record("after a flood of wrong tries the person need not wait")
                return
            }
        }
    }
}
