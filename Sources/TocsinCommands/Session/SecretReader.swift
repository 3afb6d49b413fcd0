import Glibc

/// A passphrase from a descriptor that the caller opened: a pipe, a file, a credential.
enum SecretReader {
    /// Longer than any passphrase that a person types.
    static let bytesMax = 1024

    static func firstLine(of descriptor: Int32) throws(CommandError) -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw CommandError(
                    .noInput, "the passphrase cannot be read: \(SystemText.error(errno))",
                    place: "descriptor \(descriptor)",
                    next: ["open it in the shell, such as: tocsinctl ... --passphrase-fd 3 3< FILE"])
            }
            if count == 0 || byte == UInt8(ascii: "\n") { break }
            guard bytes.count < bytesMax else {
                throw CommandError(
                    .badInput, "the passphrase is longer than \(bytesMax) bytes",
                    place: "descriptor \(descriptor)")
            }
            bytes.append(byte)
        }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        return try text(bytes, place: "descriptor \(descriptor)")
    }

    static func text(_ bytes: [UInt8], place: String) throws(CommandError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandError(.badInput, "the passphrase is not valid UTF-8", place: place)
        }
        guard !text.isEmpty else {
            throw CommandError(.badInput, "the passphrase is empty", place: place)
        }
        return text
    }
}
