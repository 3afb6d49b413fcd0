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

    enum Ruin: CaseIterable {
        /// Whatever follows the number in the page's header.
        case header
        /// The places of its nodes lead out of the file's map or into the void.
        case pointers
    }

    /// Every page that holds the text.
    @discardableResult
    static func ruinPages(holding text: String, _ ruin: Ruin, in scope: DaemonScope) throws -> Int {
        var bytes = Files.bytes(file(scope))
        let pages = Set(places(of: Array(text.utf8), in: bytes).map { $0 / pageBytes })
        for page in pages {
            let start = page * pageBytes
            switch ruin {
            case .header: for byte in 8..<pageBytes { bytes[start + byte] = 0xFF }
            case .pointers:
                for node in 0..<8 {
                    bytes[start + 16 + 2 * node] = 0xF0
                    bytes[start + 17 + 2 * node] = 0xFF
                }
            }
        }
        try Files.write(bytes, to: file(scope))
        return pages.count
    }
}
