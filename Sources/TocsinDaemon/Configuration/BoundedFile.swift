import Glibc

/// Reads a small regular file as a whole, and never more of it than allowed.
enum BoundedFile {
    enum Reading {
        case bytes([UInt8])
        case missing
        case tooLarge
        case failed(String)
    }

    static func read(path: String, bytesMax: Int) -> Reading {
        // Without O_NONBLOCK a pipe put in the file's place would hold up the start for ever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            return code == ENOENT ? .missing : .failed(reason(code))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .failed(reason(errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { return .failed("it is not a file") }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return .bytes(bytes) }
            guard count > 0 else {
                if errno == EINTR { continue }
                return .failed(reason(errno))
            }
            guard bytes.count + count <= bytesMax else { return .tooLarge }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    static func reason(_ code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text.isEmpty ? "error \(code)" : text
    }
}
