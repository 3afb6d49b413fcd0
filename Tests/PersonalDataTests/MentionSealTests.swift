import CrisisModel
import Cryptography
import Glibc
import PersonalData
import Testing

/// What is sealed opens for its own mention and author alone.
@Suite("Sealed mentions")
struct MentionSealTests {
    private static func keys(_ folder: TemporaryFolder, _ name: String = "keys") throws -> AuthorKeyFile {
        try AuthorKeyFile.open(path: folder.path + "/" + name, authors: 0).file
    }

    private static func mention(
        _ id: String = "m1", author: String = "@ana", name: String? = "Ana", text: String = "Züge 🚄",
        link: String? = "https://x/1", number: Int64 = 1
    ) -> MentionRecorded {
        var mention = MentionRecorded(
            source: SourceID(recorded: "feed"), id: id, account: AccountID(recorded: "uk"),
            unit: UnitID(recorded: "rail"), author: author, name: name, text: text, language: "de",
            link: link, audience: 12, mode: .live)
        mention.authorNumber = number
        mention.key = KeyedHash(high: 0x1234, low: UInt64(id.utf8.count) << 8 | 7)
        return mention
    }

    /// As it was before it was sealed.
    private static func clear(_ mention: MentionRecorded) -> MentionRecorded {
        var clear = mention
        clear.sealed = []
        return clear
    }

    @Test("What goes in comes out, and what is left in the clear tells nothing")
    func roundTrip() throws {
        let folder = try TemporaryFolder()
        let keys = try Self.keys(folder)
        var box = SealedBox()
        let mention = Self.mention()
        let sealed = try MentionSeal.seal(mention, with: keys, using: &box)
        #expect(sealed.id.isEmpty && sealed.author.isEmpty && sealed.text.isEmpty)
        #expect(sealed.name == nil && sealed.link == nil)
        #expect(sealed.unit == mention.unit && sealed.account == mention.account && sealed.audience == 12)
        for text in ["m1", "@ana", "Ana", "Züge", "https"] {
            #expect(!String(decoding: sealed.sealed, as: UTF8.self).contains(text))
        }
        let opened = try #require(try MentionSeal.open(sealed, with: keys, using: &box))
        #expect(Self.clear(opened) == mention)
        let again = try MentionSeal.seal(mention, with: keys, using: &box)
        #expect(again.sealed != sealed.sealed, "a nonce is never used twice")
        let reader = try AuthorKeyFile.openForReading(path: folder.path + "/keys")
        #expect(try MentionSeal.open(sealed, with: reader, using: &box).map(Self.clear) == mention)
    }

    @Test("An empty text is not an absent one")
    func absent() throws {
        let folder = try TemporaryFolder()
        let keys = try Self.keys(folder)
        var box = SealedBox()
        for name in [String?.none, "", "x"] {
            for link in [String?.none, "", "y"] {
                for text in ["", "t"] {
                    let mention = Self.mention(name: name, text: text, link: link)
                    let sealed = try MentionSeal.seal(mention, with: keys, using: &box)
                    #expect(try MentionSeal.open(sealed, with: keys, using: &box).map(Self.clear) == mention)
                }
            }
        }
        let none = Self.mention("", author: "", name: nil, text: "", link: nil)
        let sealed = try MentionSeal.seal(none, with: keys, using: &box)
        #expect(try MentionSeal.open(sealed, with: keys, using: &box).map(Self.clear) == none)
    }

    @Test("It does not open for another mention, another author, another file, or after one flipped bit")
    func moved() throws {
        let folder = try TemporaryFolder()
        let keys = try Self.keys(folder)
        var box = SealedBox()
        let sealed = try MentionSeal.seal(Self.mention(), with: keys, using: &box)
        func opens(_ change: (inout MentionRecorded) -> Void) throws -> Bool {
            var changed = sealed
            change(&changed)
            return try MentionSeal.open(changed, with: keys, using: &box) != nil
        }
        #expect(try opens { _ in })
        #expect(try !opens { $0.key.high ^= 1 })
        #expect(try !opens { $0.key.low ^= 1 << 63 })
        for number: Int64 in [2, 0, -1, 101, .max, .min] { #expect(try !opens { $0.authorNumber = number }) }
        for index in sealed.sealed.indices {
            for bit in 0..<8 { #expect(try !opens { $0.sealed[index] ^= 1 << UInt8(bit) }) }
        }
        for length in 0..<sealed.sealed.count {
            #expect(try !opens { $0.sealed = Array($0.sealed.prefix(length)) })
        }
        #expect(try !opens { $0.sealed.append(0) })
        let other = try Self.keys(folder, "other")
        #expect(try MentionSeal.open(sealed, with: other, using: &box) == nil)
    }

    @Test("After an erasure nothing of that author opens or can be sealed, and everything of the others does")
    func erased() throws {
        let folder = try TemporaryFolder()
        let keys = try Self.keys(folder)
        var box = SealedBox()
        let sealed = try (0..<100).map { index in
            try MentionSeal.seal(
                Self.mention("m\(index)", number: Int64(1 + index % 3)), with: keys, using: &box)
        }
        try keys.erase([2])
        for mention in sealed {
            let opened = try MentionSeal.open(mention, with: keys, using: &box)
            #expect((opened == nil) == (mention.authorNumber == 2))
        }
        let error = #expect(throws: PersonalDataError.self) {
            _ = try MentionSeal.seal(Self.mention(number: 2), with: keys, using: &box)
        }
        #expect(error?.code == .keyErased)
    }

    @Test(
        "Plaintexts that nobody of ours made are refused or read, and never trap", arguments: UInt64(1)...10)
    func hostile(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let folder = try TemporaryFolder()
        let keys = try Self.keys(folder)
        let key = try KeyBytes(path: folder.path + "/keys").slot(1)
        var box = SealedBox()
        let mention = Self.mention().withoutPersonalData
        var authenticated: [UInt8] = []
        for word in [mention.key.high, mention.key.low, UInt64(1)] {
            withUnsafeBytes(of: word.littleEndian) { authenticated.append(contentsOf: $0) }
        }
        let lengths: [UInt32] = [0, 1, 3, 200, .max - 1, .max, 1 << 31]
        func texts(_ count: Int) -> [UInt8] {
            (0..<count).flatMap { _ -> [UInt8] in
                let length = lengths.randomElement(using: &random) ?? 0
                let bytes = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                return withUnsafeBytes(of: length.littleEndian) { Array($0) } + bytes
            }
        }
        for _ in 0..<500 {
            var hostile = mention
            hostile.sealed = box.seal(
                texts(Int.random(in: 0...7, using: &random)), key: key,
                nonce: (0..<12).map { _ in UInt8.random(in: 0...255, using: &random) },
                associatedData: authenticated)
            let opened = try MentionSeal.open(hostile, with: keys, using: &box)
            if let opened { #expect(opened.key == mention.key && opened.authorNumber == 1, "seed \(seed)") }
        }
        for length in [0, 1, 27, 28, 29] {
            var short = mention
            short.sealed = [UInt8](repeating: 7, count: length)
            #expect(try MentionSeal.open(short, with: keys, using: &box) == nil)
        }
    }

    @Test("Tags tell realms, sources, names and files apart, and the same person is the same")
    func tags() throws {
        let folder = try TemporaryFolder()
        let keys = try Self.keys(folder)
        let other = try Self.keys(folder, "other")
        func author(
            _ source: String, _ handle: String, _ file: AuthorKeyFile, in realm: RealmID = .live
        ) -> KeyedHash {
            MentionSeal.authorTag(source: SourceID(recorded: source), handle: handle, in: realm, with: file)
        }
        let tags = [
            author("feed", "ana", keys), author("feed", "ben", keys), author("fee", "dana", keys),
            author("feed", "ana", keys, in: RealmID(1)), author("feed", "ana", keys, in: RealmID(256)),
            author("feed2", "ana", keys), author("feed", "ANA", keys), author("feed", "", keys),
            author("feed", "ana", other),
        ]
        #expect(Set(tags).count == tags.count && !tags.contains(.zero))
        #expect(author("feed", "ana", keys) == tags[0])
        let reader = try AuthorKeyFile.openForReading(path: folder.path + "/keys")
        #expect(author("feed", "ana", reader) == tags[0])
        let mention = Self.mention("ana", author: "ana")
        let both = MentionSeal.tags(of: mention, in: .live, with: keys)
        #expect(both.author == tags[0] && both.mention != both.author, "an identifier is no handle")
    }
}
