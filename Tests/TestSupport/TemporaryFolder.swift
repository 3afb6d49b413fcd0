import Glibc

/// A folder named after its test, gone when this value is. Other users may enter it: some tests are by two persons.
package final class TemporaryFolder: Sendable {
    package let path: String

    /// Short, since a socket's path has 107 bytes.
    package init(_ name: String) throws {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let kept = name.prefix { $0 != "(" }.unicodeScalars.filter {
            $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil)
        }
        var short = ""
        for scalar in kept.prefix(28) { short.unicodeScalars.append(scalar) }
        var template = Array("\(base)/tocsin-\(short)-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let made else { throw SupportError("no temporary folder: errno \(errno)") }
        path = made
        chmod(path, 0o755)
    }

    deinit {
        if getenv("TOCSIN_KEEP") == nil { Files.removeTree(path) }
    }

    package func file(_ name: String) -> String { path + "/" + name }

    package func write(_ text: String, to name: String) throws -> String {
        try Files.write(text, to: file(name))
        return file(name)
    }
}
