import Testing

@testable import SentimentTraining

@Suite("Data files")
struct DataFileTests {
    /// "packed\n" as gzip packs it, without a time.
    static let packed: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x2B, 0x48, 0x4C, 0xCE, 0x4E, 0x4D,
        0xE1, 0x02, 0x00, 0x43, 0xE0, 0x41, 0x2F, 0x07, 0x00, 0x00, 0x00,
    ]

    @Test("A packed file reads as the plain one, and the packed twin of a name is found")
    func packed() throws {
        try TrainingFolder.with { folder in
            try folder.write("tweeteval-sentiment/train.jsonl.gz", Self.packed)
            let path = try #require(DataFile.find(folder.path + "/tweeteval-sentiment/train.jsonl"))
            #expect(path.hasSuffix(".gz"))
            #expect(try DataFile.read(path) == Array("packed\n".utf8))
        }
    }

    @Test("A packed file that is damaged is refused, not read in part")
    func damaged() throws {
        try TrainingFolder.with { folder in
            try folder.write("tweeteval-sentiment/train.jsonl.gz", Array(Self.packed.dropLast(5)))
            let path = folder.path + "/tweeteval-sentiment/train.jsonl.gz"
            #expect(throws: TrainingError.notUnpacked(path: path)) { try DataFile.read(path) }
        }
    }
}
