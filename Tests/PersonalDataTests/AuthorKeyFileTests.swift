import CrisisModel
import Glibc
import PersonalData
import Testing

/// The file of author keys: made, extended, damaged, restored and erased from, and looked at byte by byte.
@Suite("The file of author keys")
struct AuthorKeyFileTests {
    private static let perExtension = Int(AuthorKeyFile.Limits.slotsPerExtension)

    private static func place(_ folder: TemporaryFolder) -> KeyBytes { KeyBytes(path: folder.path + "/keys") }

    private static func open(_ bytes: KeyBytes, authors: Int64) throws -> AuthorKeyFile {
        try AuthorKeyFile.open(path: bytes.path, authors: authors).file
    }

    private static func code(_ body: () throws -> Void) -> PersonalDataError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? PersonalDataError)?.code
        }
    }

    private static let nothing = [UInt8](repeating: 0, count: KeyBytes.slotBytes)

    @Test("It is made with a secret and keys, for its owner alone, and nothing else is left beside it")
    func made() throws {
        let folder = try TemporaryFolder()
        let bytes = Self.place(folder)
        let (file, lost) = try AuthorKeyFile.open(path: bytes.path, authors: 0)
        var status = stat()
        #expect(stat(bytes.path, &status) == 0 && status.st_mode & 0o7777 == 0o600)
        #expect(access(bytes.path + ".new", F_OK) != 0)
        let content = try bytes.all()
        #expect(content.starts(with: Array("TOCSINAK".utf8)) && content[8] == 1 && lost == 0)
        #expect(content.count == KeyBytes.headerBytes + Self.perExtension * KeyBytes.slotBytes)
        #expect(Set(content[16..<48]).count > 8, "a secret is random")
        #expect(content[9..<16].allSatisfy { $0 == 0 } && content[48..<64].allSatisfy { $0 == 0 })
        let slots = try bytes.slots()
        #expect(Set(slots).count == slots.count, "no key is given twice")
        #expect(!slots.contains(Self.nothing), "zeros mean that there is no key")
        #expect(try !file.isErased(1) && !file.isErased(Int64(Self.perExtension)))
        #expect(try file.isErased(Int64(Self.perExtension) + 1) && file.isErased(0) && file.isErased(-1))
        #expect(try file.isErased(.max) && file.isErased(.min), "and no number traps")
        #expect(Self.code { _ = try Self.open(bytes, authors: .max) } == .cannotRead)
        #expect(Self.code { _ = try Self.open(bytes, authors: -1) } == .cannotRead)
    }

    @Test("Opened again it has the same keys, and two files have nothing in common")
    func reopened() throws {
        let folder = try TemporaryFolder()
        let bytes = Self.place(folder)
        _ = try Self.open(bytes, authors: 0)
        let before = try bytes.all()
        let (_, lost) = try AuthorKeyFile.open(path: bytes.path, authors: 900)
        #expect(try bytes.all() == before && lost == 0)
        _ = try AuthorKeyFile.openForReading(path: bytes.path)
        #expect(try bytes.all() == before)
        let other = KeyBytes(path: folder.path + "/other")
        _ = try Self.open(other, authors: 0)
        #expect(try Set(other.slots()).isDisjoint(with: bytes.slots()))
        #expect(try other.all()[16..<48] != before[16..<48])
    }

    @Test("It is extended ahead of need, and what was there stays")
    func extended() throws {
        let folder = try TemporaryFolder()
        let bytes = Self.place(folder)
        let file = try Self.open(bytes, authors: 0)
        let first = try bytes.slots()
        try file.makeRoom(for: Int64(Self.perExtension))
        #expect(try bytes.slots().count == Self.perExtension)
        try file.makeRoom(for: Int64(Self.perExtension) + 1)
        let second = try bytes.slots()
        #expect(second.count == 2 * Self.perExtension && Array(second.prefix(Self.perExtension)) == first)
        #expect(Set(second).count == second.count && !second.contains(Self.nothing))
        try file.makeRoom(for: Int64(4 * Self.perExtension) + 1)
        #expect(try bytes.slots().count == 5 * Self.perExtension)
        // At a start, as soon as few are free.
        _ = try Self.open(
            bytes, authors: Int64(5 * Self.perExtension) - AuthorKeyFile.Limits.slotsFreeMin + 1)
        #expect(try bytes.slots().count == 6 * Self.perExtension)
    }

    @Test(
        "What a crash left of an extension is made good before it is given out",
        arguments: [1, 15, 31, 32, 40, 4_000])
    func torn(kept: Int) throws {
        let folder = try TemporaryFolder()
        let bytes = Self.place(folder)
        let file = try Self.open(bytes, authors: 0)
        try file.makeRoom(for: Int64(Self.perExtension) + 1)
        let whole = try bytes.slots()
        // The length reached the disk, of the keys only the first bytes did.
        let start = KeyBytes.headerBytes + Self.perExtension * KeyBytes.slotBytes
        let end = try bytes.all().count
        try bytes.overwrite([UInt8](repeating: 0, count: end - start - kept), at: start + kept)
        let again = try Self.open(bytes, authors: 100)
        let repaired = try bytes.slots()
        #expect(Array(repaired.prefix(Self.perExtension)) == Array(whole.prefix(Self.perExtension)))
        #expect(repaired.allSatisfy { $0.suffix(16).contains { $0 != 0 } }, "half a key is none")
        for author in [Self.perExtension + 1, Self.perExtension + 2, 2 * Self.perExtension] {
            #expect(try !again.isErased(Int64(author)))
        }
    }

    @Test("A file cut within a key goes on with whole keys", arguments: [1, 16, 31])
    func cut(within: Int) throws {
        let folder = try TemporaryFolder()
        let bytes = Self.place(folder)
        _ = try Self.open(bytes, authors: 0)
        let before = try bytes.slots()
        try bytes.cut(to: KeyBytes.headerBytes + 2_000 * KeyBytes.slotBytes + within)
        let (file, lost) = try AuthorKeyFile.open(path: bytes.path, authors: 2_000)
        #expect(lost == 0)
        let slots = try bytes.slots()
        #expect(Array(slots.prefix(2_000)) == Array(before.prefix(2_000)))
        #expect(
            slots.count >= 2_000 + Int(AuthorKeyFile.Limits.slotsFreeMin) && !slots.contains(Self.nothing))
        #expect(try !file.isErased(2_001))
    }

    @Test("Zeros among the numbers that were given out stay: they are erased authors")
    func givenZeros() throws {
        let folder = try TemporaryFolder()
        let bytes = Self.place(folder)
        _ = try Self.open(bytes, authors: 0)
        try bytes.overwrite(Self.nothing, at: KeyBytes.headerBytes + 6 * KeyBytes.slotBytes)
        let file = try Self.open(bytes, authors: 7)
        #expect(try file.isErased(7) && !file.isErased(6) && !file.isErased(8))
        let once = try bytes.all()
        _ = try Self.open(bytes, authors: 7)
        #expect(try bytes.all() == once)
    }

    @Test("An erasure overwrites the key in the file, at once, and no other byte")
    func erased() throws {
        let folder = try TemporaryFolder()
        let bytes = Self.place(folder)
        let file = try Self.open(bytes, authors: 0)
        let before = try bytes.all()
        let keys = [3, 9].map { author in
            Array(before[KeyBytes.headerBytes + (author - 1) * 32..<KeyBytes.headerBytes + author * 32])
        }
        try file.erase([3, 9])
        let after = try bytes.all()
        #expect(try bytes.slot(3) == Self.nothing && bytes.slot(9) == Self.nothing)
        #expect(try file.isErased(3) && file.isErased(9) && !file.isErased(4))
        #expect(try AuthorKeyFile.openForReading(path: bytes.path).isErased(3))
        var expected = before
        for author in [3, 9] {
            let start = KeyBytes.headerBytes + (author - 1) * 32
            expected.replaceSubrange(start..<start + 32, with: Self.nothing)
        }
        #expect(after == expected)
        for key in keys { #expect(!Self.contains(after, key)) }
        try file.erase([])
        #expect(try bytes.all() == after)
    }

    private static func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        bytes.indices.contains { bytes[$0...].starts(with: part) }
    }

    @Test("With a file older than the log, or none, the authors beyond it are lost and known to be")
    func older() throws {
        let folder = try TemporaryFolder()
        let bytes = Self.place(folder)
        let (file, lost) = try AuthorKeyFile.open(path: bytes.path, authors: 5_000)
        #expect(lost == 5_000)
        #expect(try file.isErased(1) && file.isErased(5_000) && !file.isErased(5_001))
        let old = KeyBytes(path: folder.path + "/old")
        _ = try Self.open(old, authors: 0)
        let keys = try old.slots()
        let (second, lostThen) = try AuthorKeyFile.open(path: old.path, authors: Int64(Self.perExtension) + 7)
        #expect(lostThen == 7)
        #expect(try Array(old.slots().prefix(Self.perExtension)) == keys)
        #expect(try !second.isErased(1) && second.isErased(Int64(Self.perExtension) + 7))
        #expect(try !second.isErased(Int64(Self.perExtension) + 8), "a new author gets a key")
        let (_, lostAgain) = try AuthorKeyFile.open(path: old.path, authors: Int64(Self.perExtension) + 7)
        #expect(lostAgain == 0, "it is told once")
    }

    @Test(
        "After a backup was put back, what the log says is erased is erased again", arguments: UInt64(1)...5)
    func restored(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let folder = try TemporaryFolder()
        let bytes = Self.place(folder)
        var file = try Self.open(bytes, authors: 0)
        try file.erase([1, 2])
        let backup = try bytes.all()
        let erased = Set([1, 2] + (0..<40).map { _ in Int64.random(in: 1...500, using: &random) }).sorted()
        try file.erase(erased)
        try bytes.overwrite(backup)
        file = try Self.open(bytes, authors: 500)
        let missed = try file.reapply(AuthorKeyFile.Authors { body in erased.forEach(body) })
        #expect(missed == erased.filter { $0 > 2 }.count, "seed \(seed)")
        for author in Int64(1)...500 { #expect(try file.isErased(author) == erased.contains(author)) }
        #expect(try file.reapply(AuthorKeyFile.Authors { body in erased.forEach(body) }) == 0)
    }

    @Test(
        "A file that others can read is refused", arguments: [0o640, 0o604, 0o660, 0o602, 0o644] as [mode_t])
    func modes(mode: mode_t) throws {
        let folder = try TemporaryFolder()
        let bytes = Self.place(folder)
        _ = try Self.open(bytes, authors: 0)
        #expect(chmod(bytes.path, mode) == 0)
        #expect(Self.code { _ = try Self.open(bytes, authors: 0) } == .readableByOthers)
        #expect(
            Self.code { _ = try AuthorKeyFile.openForReading(path: bytes.path) } == .readableByOthers)
    }

    @Test("A link, a directory, a pipe and a file of something else are refused, and nothing is changed")
    func others() throws {
        let folder = try TemporaryFolder()
        let target = KeyBytes(path: folder.path + "/target")
        _ = try Self.open(target, authors: 0)
        let content = try target.all()
        let link = KeyBytes(path: folder.path + "/link")
        #expect(symlink(target.path, link.path) == 0)
        #expect(Self.code { _ = try Self.open(link, authors: 0) } == .cannotRead)
        #expect(Self.code { _ = try AuthorKeyFile.openForReading(path: link.path) } == .cannotRead)
        #expect(try target.all() == content)
        let directory = KeyBytes(path: folder.path + "/directory")
        #expect(mkdir(directory.path, 0o700) == 0)
        #expect(Self.code { _ = try Self.open(directory, authors: 0) } == .cannotRead)
        let pipe = KeyBytes(path: folder.path + "/pipe")
        #expect(mkfifo(pipe.path, 0o600) == 0)
        #expect(Self.code { _ = try Self.open(pipe, authors: 0) } == .cannotRead)
        #expect(
            Self.code { _ = try AuthorKeyFile.openForReading(path: folder.path + "/absent") } == .cannotRead)
        #expect(access(folder.path + "/absent", F_OK) != 0, "a reader makes nothing")
        let headers: [[UInt8]] = [
            [], [1], Array("TOCSINAK".utf8), Array("TOCSINAK".utf8) + [2] + [UInt8](repeating: 0, count: 55),
            Array(content.dropFirst()),
        ]
        for (number, header) in headers.enumerated() {
            let other = KeyBytes(path: folder.path + "/other-\(number)")
            try other.overwrite(header)
            #expect(Self.code { _ = try Self.open(other, authors: 0) } == .notAKeyFile, "\(number)")
            #expect(try other.all() == header)
        }
    }

    @Test("A directory that cannot be written is an error that names the file")
    func noRoom() {
        let error = #expect(throws: PersonalDataError.self) {
            try AuthorKeyFile.open(path: "/absent/keys", authors: 0)
        }
        #expect(error?.code == .cannotWrite && error?.description.contains("/absent/keys") == true)
    }
}
