import Glibc

/// A file that means stop, everything: the daemon looks for it when it starts, before anything else, and while it
/// runs. What stands in it is the reason, no more.
struct Sentinel: Hashable, Sendable {
    static let fileName = "stop"

    /// The file itself.
    var path: String

    /// In the runtime directory, which a reboot empties, and on disk where that place is known.
    static func all(for place: RuntimePlace) -> [Sentinel] {
        ([place.directory] + (place.diskDirectory.map { [$0] } ?? [])).map { Sentinel(in: $0) }
    }

    /// Where the directory has a folder of the sentinel's name, the sentinel is inside it: the daemon's own rule.
    init(in directory: String) {
        let inner = directory + "/" + Self.fileName
        var status = stat()
        let isFolder = lstat(inner, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        path = isFolder ? inner + "/" + Self.fileName : inner
    }

    private var folder: String { String(path.dropLast(Self.fileName.utf8.count + 1)) }

    /// Nil when it is there and flushed, else why not.
    func write(reason: String) -> String? {
        let isThere = RuntimePlace.exists(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o644)
        guard descriptor >= 0 else {
            // Somebody else's stop file stops just as well.
            return isThere ? nil : SystemText.error(errno)
        }
        defer { close(descriptor) }
        // On a full disk the file is there and empty, and that stops everything too.
        _ = Array(reason.utf8).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOSPC else {
            return SystemText.error(errno)
        }
        flushDirectory()
        return nil
    }

    private func flushDirectory() {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
