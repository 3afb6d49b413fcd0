import Glibc

/// A folder of our own that goes away with everything in it.
struct TemporaryDirectory: ~Copyable {
    let path: String

    static func make() throws(StartFailure) -> TemporaryDirectory {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/tocsin-rehearsal-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw StartFailure(.directory, "no temporary folder can be made in \(base)")
        }
        return TemporaryDirectory(
            path: String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    deinit { Self.remove(path) }

    /// Depth first, never through a link.
    private static func remove(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            unlink(path)
            return
        }
        if let folder = opendir(path) {
            while let entry = readdir(folder) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != ".", name != ".." { remove(path + "/" + name) }
            }
            closedir(folder)
        }
        rmdir(path)
    }
}
