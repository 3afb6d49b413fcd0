internal import Cryptography

/// What the two texts of proofs have in common: a head of lines, an empty line, signed notes.
enum ProofText {
    /// The lines of the head, and the bytes behind the empty line.
    static func parts(
        _ bytes: [UInt8]
    ) throws(EvidenceError) -> (head: [ArraySlice<UInt8>], rest: [UInt8]) {
        guard bytes.count <= EvidenceLimits.proofBytesMax else { throw EvidenceError(.tooLarge, "a proof") }
        guard let end = blankLine(in: bytes[...]) else {
            throw EvidenceError(.malformedProof, "no empty line behind the head")
        }
        let head = bytes[..<end].split(separator: TextLines.newline, omittingEmptySubsequences: false)
        return (head, Array(bytes[(end + 2)...]))
    }

    /// The place of the newline in front of the first empty line.
    static func blankLine(in bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= 2 else { return nil }
        return (bytes.startIndex..<bytes.endIndex - 1).first {
            bytes[$0] == TextLines.newline && bytes[$0 + 1] == TextLines.newline
        }
    }

    static func value(_ line: ArraySlice<UInt8>, _ name: String) -> ArraySlice<UInt8>? {
        let start = Array(name.utf8) + [TextLines.space]
        return line.starts(with: start) ? line.dropFirst(start.count) : nil
    }

    static func lines(_ hashes: [Digest]) -> String {
        hashes.map { Base64.encode($0.bytes) + "\n" }.joined()
    }

    static func hashes(_ lines: ArraySlice<ArraySlice<UInt8>>) -> [Digest]? {
        var hashes: [Digest] = []
        hashes.reserveCapacity(lines.count)
        for line in lines {
            guard let bytes = Base64.decode(TextLines.text(line)), let hash = Digest(bytes) else {
                return nil
            }
            hashes.append(hash)
        }
        return hashes
    }
}
