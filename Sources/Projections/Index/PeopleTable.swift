/// What retention asks of each author, by number: when they were last heard, how often, and whether in a crisis.
/// In mapped files of doubling size.
final class PeopleTable {
    struct Entry: Hashable {
        /// The live clock at the last mention; 0 for a number never heard.
        var lastHeard: Int64
        var mentions: UInt32
        var inCrisis: Bool
        /// The last event counted here: what is folded again counts once.
        var through: UInt64
    }

    private static let entryBytes = 24
    private static let firstEntries = 1 << 12

    private let path: (Int) -> String
    private var files: [MappedFile] = []

    init(path: @escaping (Int) -> String) {
        self.path = path
    }

    var fileCount: Int { files.count }

    func adopt(fileCount: Int) -> Bool {
        for index in 0..<fileCount {
            let bytes = (Self.firstEntries << index) * Self.entryBytes
            guard let file = MappedFile.map(path(index), byteCount: bytes, make: false) else { return false }
            files.append(file)
        }
        return true
    }

    subscript(_ author: Int64) -> Entry? {
        guard let (file, offset) = place(author), file < files.count else { return nil }
        let bytes = files[file].bytes
        let lastHeard = bytes.load(fromByteOffset: offset, as: Int64.self)
        guard lastHeard != 0 else { return nil }
        return Entry(
            lastHeard: lastHeard, mentions: bytes.load(fromByteOffset: offset + 8, as: UInt32.self),
            inCrisis: bytes.load(fromByteOffset: offset + 12, as: UInt32.self) & 1 != 0,
            through: bytes.load(fromByteOffset: offset + 16, as: UInt64.self))
    }

    func set(_ author: Int64, _ entry: Entry) -> Bool {
        guard let (file, offset) = place(author) else { return true }
        while files.count <= file { if !grow() { return false } }
        let bytes = files[file].bytes
        bytes.storeBytes(of: entry.mentions, toByteOffset: offset + 8, as: UInt32.self)
        bytes.storeBytes(of: entry.inCrisis ? 1 : 0, toByteOffset: offset + 12, as: UInt32.self)
        bytes.storeBytes(of: entry.lastHeard, toByteOffset: offset, as: Int64.self)
        bytes.storeBytes(of: entry.through, toByteOffset: offset + 16, as: UInt64.self)
        return true
    }

    func grow() -> Bool {
        let bytes = (Self.firstEntries << files.count) * Self.entryBytes
        guard let made = MappedFile.map(path(files.count), byteCount: bytes, make: true) else { return false }
        files.append(made)
        return true
    }

    func flush() -> Bool { files.allSatisfy { $0.flush() } }

    /// File k holds the numbers from firstEntries * (2^k - 1) on.
    private func place(_ author: Int64) -> (file: Int, offset: Int)? {
        guard author > 0, author < 1 << 40 else { return nil }
        let scaled = Int(author - 1) / Self.firstEntries + 1
        let file = scaled.bitWidth - 1 - scaled.leadingZeroBitCount
        let start = Self.firstEntries * ((1 << file) - 1)
        return (file, (Int(author - 1) - start) * Self.entryBytes)
    }
}
