internal import Cryptography
internal import EventLog
internal import Varlink

/// How a log is named in files.
package enum LogNames {
    /// As in signed notes.
    package static func origin(_ identity: [UInt8]) -> String { "tocsin/\(hex(identity))" }

    package static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The public key that lies beside a log's directory in the daemon's state directory; nil when there is none.
    package static func verifierKey(beside directory: String) -> String? {
        do throws(LogFileError) {
            let file = try InputFile("\(directory)/../log-key.pub")
            let line = try file.next().prefix { $0 != UInt8(ascii: "\n") }
            return line.isEmpty || line.count > verifierKeyBytesMax
                ? nil : String(decoding: line, as: UTF8.self)
        } catch {
            return nil
        }
    }

    private static let verifierKeyBytesMax = 256

    static func bytes(hex text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = nibble(digits[index]), let low = nibble(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    static func frontier(_ tree: HashTree) -> JSONValue {
        .array(tree.frontier.map { .string(Base64.encode($0.bytes)) })
    }

    /// `tocsin-<identity>-<first>-<last>.archive`
    package static func archive(_ identity: [UInt8], _ first: UInt64, _ last: UInt64) -> String {
        "\(archivePrefix(identity))\(first)-\(last)\(archiveEnding)"
    }

    static let archiveEnding = ".archive"

    static func archivePrefix(_ identity: [UInt8]) -> String { "tocsin-\(hex(Array(identity.prefix(4))))-" }
}
