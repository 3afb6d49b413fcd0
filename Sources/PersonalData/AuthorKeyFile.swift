import CrisisModel
import Cryptography
import Glibc

/// The keys of authors: one flat file of random slots, made and flushed ahead of need, numbered from 1. What an author
/// wrote is sealed under the slot of their number; destroying the slot makes all of it unreadable, in this log and in
/// every copy of it, without changing a byte of any.
///
/// Only who holds this file can tell who is who: it also holds the secret of the tags. It must have a backup of its
/// own, kept for a shorter time than the log's, and restoring one must be followed by `reapply`.
package final class AuthorKeyFile: @unchecked Sendable {
    package enum Limits {
        /// Slots made at a time.
        package static let slotsPerExtension: Int64 = 4_096
        /// More are made when fewer than this are free.
        package static let slotsFreeMin: Int64 = 1_024
    }

    private enum Layout {
        static let magic: [UInt8] = Array("TOCSINAK".utf8)
        static let version: UInt8 = 1
        static let secretStart = 16
        static let headerBytes = 64
        static let slotBytes = 32
        /// No file has a slot beyond this number, whatever a damaged record says.
        static let authorsMax: Int64 = 1 << 40
    }

    private let descriptor: Int32
    private let path: String
    let secret: [UInt8]
    /// Slots in the file; read and raised by whoever holds the writer's turn.
    private var slotCount: Int64

    private init(descriptor: Int32, path: String, secret: [UInt8], slotCount: Int64) {
        self.descriptor = descriptor
        self.path = path
        self.secret = secret
        self.slotCount = slotCount
    }

    deinit { close(descriptor) }

    /// Opens the file, or makes it. `authors` are the numbers that the log has given; those for which the file has no
    /// slot, because it is missing or older than the log, are lost: what they sealed cannot be read any more.
    package static func open(
        path: String, authors: Int64
    ) throws(PersonalDataError) -> (file: AuthorKeyFile, lost: Int64) {
        guard (0...Layout.authorsMax).contains(authors) else {
            throw PersonalDataError(.cannotRead, "\(path): \(authors) authors are more than there can be")
        }
        if access(path, F_OK) != 0 { try make(path) }
        let file = try read(try openDescriptor(path, O_RDWR), path)
        let lost = max(authors - file.slotCount, 0)
        if lost > 0 { try file.extendWithNothing(to: authors) }
        try file.repairUnused(from: authors + 1)
        while file.slotCount < authors + Limits.slotsFreeMin { try file.extend() }
        return (file, lost)
    }

    /// For readers of a copy: nothing is made or changed.
    package static func openForReading(path: String) throws(PersonalDataError) -> AuthorKeyFile {
        let descriptor = try openDescriptor(path, O_RDONLY)
        return try read(descriptor, path)
    }

    private static func openDescriptor(_ path: String, _ mode: Int32) throws(PersonalDataError) -> Int32 {
        let descriptor = Glibc.open(path, mode | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw PersonalDataError(.cannotRead, path, errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw PersonalDataError(.cannotRead, "\(path) is no regular file")
        }
        guard status.st_mode & 0o077 == 0 else {
            close(descriptor)
            throw PersonalDataError(.readableByOthers, "\(path) can be read by others: chmod 600 \(path)")
        }
        return descriptor
    }

    private static func read(_ descriptor: Int32, _ path: String) throws(PersonalDataError) -> AuthorKeyFile {
        var header = [UInt8](repeating: 0, count: Layout.headerBytes)
        guard pread(descriptor, &header, header.count, 0) == header.count,
            header.starts(with: Layout.magic), header[8] == Layout.version
        else {
            close(descriptor)
            throw PersonalDataError(.notAKeyFile, "\(path) is no file of author keys of this version")
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            close(descriptor)
            throw PersonalDataError(.cannotRead, path, errno)
        }
        let slots = (Int64(status.st_size) - Int64(Layout.headerBytes)) / Int64(Layout.slotBytes)
        return AuthorKeyFile(
            descriptor: descriptor, path: path,
            secret: Array(header[Layout.secretStart..<Layout.secretStart + 32]), slotCount: slots)
    }

    /// Header first, under another name, so that a file of this name is whole.
    private static func make(_ path: String) throws(PersonalDataError) {
        var header = Layout.magic
        header.append(Layout.version)
        header += [UInt8](repeating: 0, count: Layout.secretStart - header.count)
        header += try random(32)
        header += [UInt8](repeating: 0, count: Layout.headerBytes - header.count)
        let temporary = path + ".new"
        unlink(temporary)
        let descriptor = Glibc.open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw PersonalDataError(.cannotWrite, temporary, errno) }
        let written = pwrite(descriptor, header, header.count, 0)
        let flushed = fsync(descriptor)
        close(descriptor)
        guard written == header.count, flushed == 0, rename(temporary, path) == 0 else {
            throw PersonalDataError(.cannotWrite, path, errno)
        }
        let directory = Glibc.open(
            String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) + "/",
            O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if directory >= 0 {
            fsync(directory)
            close(directory)
        }
    }

    private static func random(_ count: Int) throws(PersonalDataError) -> [UInt8] {
        do throws(CryptographyError) {
            return try RandomBytes.make(count)
        } catch {
            throw PersonalDataError(.noRandomness, "the kernel gives no random bytes")
        }
    }

    private static func offset(_ author: Int64) -> Int {
        Layout.headerBytes + Layout.slotBytes * Int(author - 1)
    }

    /// Makes and flushes more slots when few are free. For the writer's thread.
    package func makeRoom(for author: Int64) throws(PersonalDataError) {
        while slotCount < author { try extend() }
    }

    private func extend() throws(PersonalDataError) {
        let bytes = try Self.random(Int(Limits.slotsPerExtension) * Layout.slotBytes)
        try write(bytes, at: Self.offset(slotCount + 1))
        try flush()
        slotCount += Limits.slotsPerExtension
    }

    private func extendWithNothing(to author: Int64) throws(PersonalDataError) {
        let zeros = [UInt8](repeating: 0, count: Int(Limits.slotsPerExtension) * Layout.slotBytes)
        while slotCount < author {
            let count = min(author - slotCount, Limits.slotsPerExtension)
            try write(Array(zeros.prefix(Int(count) * Layout.slotBytes)), at: Self.offset(slotCount + 1))
            slotCount += count
        }
        try flush()
    }

    /// A crash between two writes can leave zeros behind, also for half a key: such a slot was never given to anybody.
    private func repairUnused(from author: Int64) throws(PersonalDataError) {
        guard author <= slotCount else { return }
        for number in author...slotCount {
            if let key = try slot(number), key.suffix(Layout.slotBytes / 2).contains(where: { $0 != 0 }) {
                continue
            }
            try write(try Self.random(Layout.slotBytes), at: Self.offset(number))
        }
        try flush()
    }

    /// Nil when it was destroyed, or never made.
    func slot(_ author: Int64) throws(PersonalDataError) -> [UInt8]? {
        guard author > 0, author <= Layout.authorsMax else { return nil }
        var key = [UInt8](repeating: 0, count: Layout.slotBytes)
        let count = pread(descriptor, &key, key.count, Self.offset(author))
        guard count >= 0 else { throw PersonalDataError(.cannotRead, path, errno) }
        return count < key.count || key.allSatisfy { $0 == 0 } ? nil : key
    }

    package func isErased(_ author: Int64) throws(PersonalDataError) -> Bool { try slot(author) == nil }

    /// True as well when it cannot be read: sealing then says so.
    package func holdsKey(of author: Int64) -> Bool {
        do throws(PersonalDataError) { return try slot(author) != nil } catch { return true }
    }

    /// Overwrites in place, twice, each time to the disk: first with noise, so that no half of a key is left, then with
    /// zeros, which mean that there is none.
    package func erase(_ authors: [Int64]) throws(PersonalDataError) {
        for author in authors { try write(try Self.random(Layout.slotBytes), at: Self.offset(author)) }
        try flush()
        let zeros = [UInt8](repeating: 0, count: Layout.slotBytes)
        for author in authors { try write(zeros, at: Self.offset(author)) }
        try flush()
    }

    /// At each start: what the log says is erased is erased, whatever backup this file came from. Returns how many
    /// were not.
    package func reapply(_ authors: Authors) throws(PersonalDataError) -> Int {
        var missed: [Int64] = []
        var failure: PersonalDataError?
        authors.forEach { author in
            do throws(PersonalDataError) {
                if try slot(author) != nil { missed.append(author) }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        if !missed.isEmpty { try erase(missed) }
        return missed.count
    }

    /// A set of author numbers that can be walked.
    package struct Authors {
        let forEach: ((Int64) -> Void) -> Void

        package init(forEach: @escaping ((Int64) -> Void) -> Void) { self.forEach = forEach }
    }

    private func write(_ bytes: [UInt8], at offset: Int) throws(PersonalDataError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done, offset + done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw PersonalDataError(.cannotWrite, path, errno) }
            done += count
        }
    }

    private func flush() throws(PersonalDataError) {
        guard fdatasync(descriptor) == 0 else { throw PersonalDataError(.cannotWrite, path, errno) }
    }
}
