internal import Glibc

/// A file read in pieces, with its own descriptor.
struct InputFile: ~Copyable {
    static let pieceBytes = 256 << 10

    private let descriptor: Int32
    private let place: String

    /// `-` is standard input.
    init(_ path: String) throws(LogFileError) {
        place = path
        descriptor = path == "-" ? fcntl(0, F_DUPFD_CLOEXEC, 0) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw LogFileError(
                .cannotRead, place: path, "cannot be opened: \(SystemError.text(errno))",
                advice: "give the path of a file that can be read")
        }
    }

    deinit { close(descriptor) }

    /// Empty at the end.
    borrowing func next() throws(LogFileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.pieceBytes)
        while true {
            let count = read(descriptor, &bytes, bytes.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw LogFileError(.cannotRead, place: place, "cannot be read: \(SystemError.text(errno))")
            }
            bytes.removeLast(bytes.count - count)
            return bytes
        }
    }
}

/// Cuts a stream of bytes into lines of bounded size.
struct LineCutter {
    private var held: [UInt8] = []
    private let lineBytesMax: Int
    private let place: String
    private(set) var lineNumber: Int

    init(lineBytesMax: Int, firstLine: Int = 1, place: String) {
        self.lineBytesMax = lineBytesMax
        self.place = place
        lineNumber = firstLine - 1
    }

    /// Gives each whole line, without its end.
    mutating func add(
        _ piece: [UInt8], _ body: ([UInt8], Int) throws(LogFileError) -> Void
    ) throws(LogFileError) {
        var start = 0
        while let end = piece[start...].firstIndex(of: UInt8(ascii: "\n")) {
            held.append(contentsOf: piece[start..<end])
            try refuseLong()
            lineNumber += 1
            try body(held, lineNumber)
            held.removeAll(keepingCapacity: true)
            start = end + 1
        }
        held.append(contentsOf: piece[start...])
        try refuseLong()
    }

    func finish() throws(LogFileError) {
        guard held.isEmpty else {
            throw LogFileError(
                .incomplete, place: place, line: lineNumber + 1, "the last line has no end",
                advice: "the file was cut: fetch it again")
        }
    }

    private func refuseLong() throws(LogFileError) {
        guard held.count <= lineBytesMax else {
            throw LogFileError(
                .badFile, place: place, line: lineNumber + 1, "is longer than \(lineBytesMax) bytes",
                advice: "this is not a file of this format, or it was changed")
        }
    }
}

/// errno as a sentence.
enum SystemError {
    static func text(_ code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "errno \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
