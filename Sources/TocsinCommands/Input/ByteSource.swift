import Glibc

/// Bytes of a file or of standard input (`-`), in pieces: a file of any size takes the same memory.
final class ByteSource {
    private static let pieceBytes = 256 * 1024

    let name: String
    /// Nil where it cannot be known: a pipe, a terminal.
    let size: Int64?
    private(set) var bytesRead: Int64 = 0
    private let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: pieceBytes)
    private(set) var piece: ArraySlice<UInt8> = []

    init(path: String) throws(CommandError) {
        if path == "-" {
            name = "standard input"
            descriptor = dup(STDIN_FILENO)
        } else {
            name = path
            descriptor = open(path, O_RDONLY | O_CLOEXEC)
        }
        guard descriptor >= 0 else {
            throw CommandError(.noInput, "cannot be read: \(SystemText.error(errno))", place: path)
        }
        var status = stat()
        let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        size = isFile ? Int64(status.st_size) : nil
    }

    deinit { close(descriptor) }

    /// The next piece, in `piece`; false at the end.
    func refill() throws(CommandError) -> Bool {
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw CommandError(.noInput, "cannot be read: \(SystemText.error(errno))", place: name)
            }
            bytesRead += Int64(count)
            piece = buffer[..<count]
            return count > 0
        }
    }

    /// The piece may be used up in parts.
    func consume(_ count: Int) {
        piece = piece.dropFirst(count)
    }

    /// Everything, where it has to be small.
    static func wholeBytes(_ path: String, bytesMax: Int) throws(CommandError) -> [UInt8] {
        let source = try ByteSource(path: path)
        var bytes: [UInt8] = []
        while try source.refill() {
            bytes += source.piece
            guard bytes.count <= bytesMax else {
                throw CommandError(.badInput, "longer than \(bytesMax) bytes", place: source.name)
            }
        }
        return bytes
    }

    static func wholeText(_ path: String, bytesMax: Int) throws(CommandError) -> String {
        guard let text = String(validating: try wholeBytes(path, bytesMax: bytesMax), as: UTF8.self) else {
            throw CommandError(.badInput, "not valid UTF-8", place: path)
        }
        return text
    }
}
