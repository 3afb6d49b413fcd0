import CStopPath
import Glibc
import Synchronization

/// The directories in which a file called `stop` is a stop. It says which of them wants one; the file stays until
/// the owner of the log removes it.
final class SentinelWatch: @unchecked Sendable {
    static let fileName = "stop"
    /// Directories beyond this number are refused.
    static let directoryCountMax = 8
    /// A write that ends so soon after the file appeared belongs to its making.
    private static let makingNanoseconds: UInt64 = 2_000_000_000
    private static let bufferSize = 16_384

    private struct Directory {
        var watch: CInt = -1
        var isHonoured = false
        var madeUntil: UInt64 = 0
    }

    let descriptor: CInt
    let count: Int
    private let directoryPaths: [UnsafeMutablePointer<CChar>]
    private let filePaths: [UnsafeMutablePointer<CChar>]
    private let name: UnsafeMutablePointer<CChar>
    private let buffer = LockedPages(UInt8(0), count: bufferSize)
    private let contents = LockedPages(UInt8(0), count: 256)
    private let states = LockedPages(Directory(), count: directoryCountMax)
    private let watched = Atomic<Int>(0)
    /// By any thread.
    var watchedCount: Int { watched.load(ordering: .relaxed) }

    init(directories: [String]) throws(StopPathError) {
        guard directories.count <= Self.directoryCountMax else { throw StopPathError(.watch, errno: E2BIG) }
        guard let name = strdup(Self.fileName) else { throw StopPathError(.watch, errno: ENOMEM) }
        self.name = name
        directoryPaths = directories.compactMap { strdup($0) }
        filePaths = directories.compactMap { strdup($0 + "/" + Self.fileName) }
        count = directories.count
        guard directoryPaths.count == count, filePaths.count == count else {
            throw StopPathError(.watch, errno: ENOMEM)
        }
        descriptor = tocsin_watch_descriptor()
        guard descriptor >= 0 else { throw StopPathError(.watch, errno: errno) }
        watch()
    }

    deinit {
        close(descriptor)
        free(name)
        for path in directoryPaths + filePaths { free(path) }
    }

    /// Takes up directories that are not watched: they may have come, or come back.
    func watch() {
        var found = 0
        for index in 0..<count {
            if states.pointer[index].watch < 0 {
                states.pointer[index].watch = tocsin_watch_directory(descriptor, directoryPaths[index])
            }
            if states.pointer[index].watch >= 0 { found += 1 }
        }
        watched.store(found, ordering: .relaxed)
    }

    /// Calls back for each directory that has a sentinel which was not honoured yet.
    func findPresent(_ found: (Int) -> Void) {
        for index in 0..<count {
            var owner: UInt32 = 0
            let isPresent = tocsin_path_exists(filePaths[index], &owner) == 1
            if isPresent, !states.pointer[index].isHonoured {
                states.pointer[index].isHonoured = true
                found(index)
            } else if !isPresent {
                states.pointer[index].isHonoured = false
            }
        }
    }

    /// Reads what happened, and calls back for each stop that is wanted.
    func readEvents(at now: UInt64, _ found: (Int) -> Void) {
        while true {
            let length = Int(tocsin_watch_read(descriptor, buffer.pointer, Self.bufferSize))
            guard length > 0 else { return }
            var offset = 0
            while offset < length {
                var watch: CInt = -1
                var flags: UInt32 = 0
                offset = tocsin_watch_event(buffer.pointer, length, offset, name, &watch, &flags)
                if flags & UInt32(TOCSIN_SENTINEL_OVERFLOW) != 0 { findPresent(found) }
                for index in 0..<count where states.pointer[index].watch == watch && flags != 0 {
                    if isWanted(index, flags, at: now) { found(index) }
                }
            }
        }
    }

    private func isWanted(_ index: Int, _ flags: UInt32, at now: UInt64) -> Bool {
        if flags & UInt32(TOCSIN_SENTINEL_WATCH_LOST) != 0 {
            states.pointer[index].watch = -1
            watched.subtract(1, ordering: .relaxed)
        }
        if flags & UInt32(TOCSIN_SENTINEL_GONE) != 0 {
            states.pointer[index].isHonoured = false
            states.pointer[index].madeUntil = 0
            return false
        }
        if flags & UInt32(TOCSIN_SENTINEL_CREATED | TOCSIN_SENTINEL_MOVED_IN) != 0 {
            let wasHonoured = states.pointer[index].isHonoured && states.pointer[index].madeUntil == 0
            states.pointer[index].isHonoured = true
            states.pointer[index].madeUntil = now + Self.makingNanoseconds
            // Found by looking before its event was read: that one is honoured already.
            return !wasHonoured || flags & UInt32(TOCSIN_SENTINEL_MOVED_IN) != 0
        }
        guard flags & UInt32(TOCSIN_SENTINEL_WRITTEN) != 0 else { return false }
        defer { states.pointer[index].isHonoured = true }
        if now < states.pointer[index].madeUntil {
            states.pointer[index].madeUntil = 0
            return false
        }
        return true
    }

    /// Who owns the sentinel, and what stands in it.
    func identify(_ index: Int, _ request: inout StopRequest) {
        var owner = StopActor.unknownUser
        if tocsin_path_exists(filePaths[index], &owner) == 1 { request.actor.uid = owner }
        let length = tocsin_read_small_file(filePaths[index], contents.pointer, 256)
        guard length > 0 else { return }
        request.reason = UTF8Text.reason(UnsafeRawBufferPointer(start: contents.pointer, count: Int(length)))
    }

    /// By any thread. False when the file is still there.
    func remove(_ index: Int) -> Bool {
        unlink(filePaths[index]) == 0 || errno == ENOENT
    }
}
