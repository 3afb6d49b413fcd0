import Glibc

/// Whole files, for fixtures and for what a test writes.
enum TextFile {
    struct Failure: Error { var path: String }

    static func read(_ path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw Failure(path: path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            if count == 0 { break }
            bytes += piece[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A new file for as long as the body runs.
    static func with<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
        var template = Array("/tmp/tocsin-rewind-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard descriptor >= 0, let file = fdopen(descriptor, "w") else { throw Failure(path: path) }
        defer { unlink(path) }
        fputs(text, file)
        fclose(file)
        return try body(path)
    }
}
