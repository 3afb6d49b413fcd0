import Glibc

/// A folder of its own for a test, gone with everything in it when the test is done.
final class TemporaryFolder {
    struct Failure: Error {}

    let path: String

    init() throws {
        var template = Array("/tmp/tocsin-projections-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure() }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    private static func remove(_ path: String) {
        if let listing = opendir(path) {
            while let entry = readdir(listing) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != "." && name != ".." { remove("\(path)/\(name)") }
            }
            closedir(listing)
        }
        _ = Glibc.remove(path)
    }
}

/// True when the file now has this length.
func truncate(path: String, to count: Int) -> Bool { Glibc.truncate(path, count) == 0 }
