import Varlink

/// Lines for one call, and which lines of the file they are.
struct MentionBatch: Hashable, Sendable {
    /// Lines in one call.
    static let linesMax = 500
    /// Bytes of lines in one call: escaped, they stay well under the frame that the daemon takes.
    static let bytesMax = 1024 * 1024

    private(set) var lines: [String] = []
    private(set) var numbers: [Int64] = []
    private var bytes = 0

    var isEmpty: Bool { lines.isEmpty }
    var isFull: Bool { lines.count >= Self.linesMax || bytes >= Self.bytesMax }
    var firstLine: Int64 { numbers.first ?? 1 }

    mutating func append(_ line: String, _ number: Int64) {
        lines.append(line)
        numbers.append(number)
        bytes += line.utf8.count
    }

    /// The daemon counts from `firstLine` on; lines refused here were left out between.
    func line(of number: Int64) -> Int64 {
        let index = Int(clamping: number - firstLine)
        return numbers.indices.contains(index) ? numbers[index] : number
    }
}
