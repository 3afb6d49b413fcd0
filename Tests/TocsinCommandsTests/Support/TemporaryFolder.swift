import Glibc

/// A folder that is gone after the test.
final class TemporaryFolder {
    let path: String

    init() {
        var template = Array("/tmp/tocsin-commands-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress, let made = mkdtemp(base) else { return "" }
            return String(cString: made)
        }
        precondition(!path.isEmpty, "no temporary folder")
    }

    deinit {
        Self.remove(path)
    }

    func file(_ name: String, _ bytes: [UInt8]) -> String {
        let full = path + "/" + name
        let descriptor = open(full, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        precondition(descriptor >= 0, "no file")
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                write(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written)
            }
            precondition(count > 0, "not written")
            written += count
        }
        close(descriptor)
        return full
    }

    func file(_ name: String, _ text: String) -> String { file(name, Array(text.utf8)) }

    func folder(_ name: String) -> String {
        mkdir(path + "/" + name, 0o700)
        return path + "/" + name
    }

    func text(_ name: String) -> String? {
        let descriptor = open(path + "/" + name, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    private static func remove(_ path: String) {
        guard let folder = opendir(path) else { return }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            let full = path + "/" + name
            if unlink(full) != 0 { remove(full) }
        }
        closedir(folder)
        rmdir(path)
    }
}
