import Glibc
import TestSupport

/// Harm done to the log's file while no daemon has it open.
enum LogDamage {
    static let pageBytes = 4_096

    static func file(_ scope: DaemonScope) -> String { scope.state + "/log/data.mdb" }

    /// Where these bytes stand in the log's file: old pages may hold them too.
    static func places(of needle: [UInt8], in bytes: [UInt8]) -> [Int] {
        var found: [Int] = []
        bytes.withUnsafeBytes { all in
            guard let base = all.baseAddress, let first = needle.first else { return }
            var start = 0
            while start + needle.count <= all.count,
                let place = memchr(base + start, Int32(first), all.count - start - needle.count + 1)
            {
                if memcmp(place, needle, needle.count) == 0 { found.append(UnsafeRawPointer(place) - base) }
                start = UnsafeRawPointer(place) - base + 1
            }
        }
        return found
    }

    /// - Returns: at how many places.
    @discardableResult
    static func flip(_ text: String, in scope: DaemonScope) throws -> Int {
        var bytes = Files.bytes(file(scope))
        let found = places(of: Array(text.utf8), in: bytes)
        for place in found { bytes[place + 3] ^= 1 }
        try Files.write(bytes, to: file(scope))
        return found.count
    }

    /// Overwrites what follows the number in the header of every page that holds the text.
    @discardableResult
    static func ruinPages(holding text: String, in scope: DaemonScope) throws -> Int {
        var bytes = Files.bytes(file(scope))
        let pages = Set(places(of: Array(text.utf8), in: bytes).map { $0 / pageBytes })
        for page in pages { for byte in 8..<pageBytes { bytes[page * pageBytes + byte] = 0xFF } }
        try Files.write(bytes, to: file(scope))
        return pages.count
    }
}
