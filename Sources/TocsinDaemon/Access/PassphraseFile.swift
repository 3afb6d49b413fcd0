import Cryptography
import Glibc

/// The lines `uid:name:hash`, and how they come to the disk.
struct PassphraseFile: Sendable, Hashable {
    struct Entry: Sendable, Hashable {
        var uid: UInt32
        var name: String
        var hash: String
    }

    private(set) var entries: [UInt32: Entry] = [:]

    init() {}

    init(parsing bytes: [UInt8]) throws(PassphraseError) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw PassphraseError(.damaged, "the passphrases are not UTF-8 text")
        }
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.isEmpty || line.hasPrefix("#") { continue }
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            guard fields.count == 3, let uid = UInt32(fields[0]), uid != .max, Self.isName(fields[1]),
                fields[2].hasPrefix("$scrypt$")
            else {
                throw PassphraseError(.damaged, "line \(index + 1) of the passphrases is not uid:name:hash")
            }
            guard entries[uid] == nil else {
                throw PassphraseError(
                    .damaged, "line \(index + 1) of the passphrases: uid \(uid) is there already")
            }
            entries[uid] = Entry(uid: uid, name: String(fields[1]), hash: String(fields[2]))
        }
        guard entries.count <= PassphraseRules.personsMax else {
            throw PassphraseError(
                .damaged, "the passphrases are of more than \(PassphraseRules.personsMax) persons")
        }
    }

    static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.count <= PassphraseRules.nameBytesMax
            && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: ":") }
    }

    func setting(_ entry: Entry) -> PassphraseFile {
        var copy = self
        copy.entries[entry.uid] = entry
        return copy
    }

    private var bytes: [UInt8] {
        var text = "# uid:name:scrypt hash. Written by tocsinctl passphrase; mode 0600.\n"
        for entry in entries.values.sorted(by: { $0.uid < $1.uid }) {
            text += "\(entry.uid):\(entry.name):\(entry.hash)\n"
        }
        return Array(text.utf8)
    }

    /// A crash at any point leaves the old file or the new one, whole. On return the new one is on the disk.
    func write(to path: String) throws(PassphraseError) {
        let new = path + ".new"
        unlink(new)
        // O_EXCL and O_NOFOLLOW: never through a link that somebody laid there.
        let descriptor = open(new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("create", new) }
        do throws(PassphraseError) {
            defer { close(descriptor) }
            try Self.write(bytes, to: descriptor, path: new)
            guard fsync(descriptor) == 0 else { throw Self.failure("flush", new) }
        } catch {
            unlink(new)
            throw error
        }
        guard rename(new, path) == 0 else {
            let error = Self.failure("put in place", path)
            unlink(new)
            throw error
        }
        try Self.flushFolder(of: path)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(PassphraseError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("write", path) }
            rest = rest.dropFirst(count)
        }
    }

    private static func flushFolder(of path: String) throws(PassphraseError) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("flush", folder) }
    }

    private static func failure(_ operation: String, _ path: String) -> PassphraseError {
        PassphraseError(.storeFailed, "cannot \(operation) \(path): \(BoundedFile.reason(errno))")
    }
}
