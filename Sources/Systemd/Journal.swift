internal import CSystemd
internal import Glibc

/// Writes entries whose message is constant and whose data are fields. Where standard error is the journal's
/// own stream they go there natively; anywhere else as one line each on standard error, in the form that
/// systemd reads back as a priority.
///
/// It must never fail its caller, and it allocates: not for the stop thread.
package struct Journal: Sendable {
    private static let socketPath = "/run/systemd/journal/socket"

    private let identifier: String
    package let isNative: Bool

    package init(identifier: StaticString = "tocsind") {
        self.init(identifier: "\(identifier)", isNative: Self.standardErrorIsTheJournal())
    }

    init(identifier: String, isNative: Bool) {
        self.identifier = identifier
        self.isNative = isNative
    }

    package func log(
        _ priority: JournalPriority, _ message: StaticString, id: JournalMessageID? = nil,
        _ fields: [JournalField] = []
    ) {
        if isNative, sendNatively(priority, "\(message)", id: id, fields) { return }
        let line = JournalLine.text(priority, "\(message)", fields)
        // The number in front is for systemd; to a person at a terminal it says nothing.
        let isForPerson = isatty(STDERR_FILENO) == 1
        write(isForPerson ? String(line.drop { $0 != ">" }.dropFirst()) : line)
    }

    private func sendNatively(
        _ priority: JournalPriority, _ message: String, id: JournalMessageID?, _ fields: [JournalField]
    ) -> Bool {
        var bytes: [UInt8] = []
        var ranges: [Range<Int>] = []
        func append(_ name: String, _ value: String) {
            let start = bytes.count
            bytes.append(contentsOf: name.utf8)
            bytes.append(UInt8(ascii: "="))
            bytes.append(contentsOf: value.utf8)
            ranges.append(start..<bytes.count)
        }
        append("MESSAGE", message)
        append("PRIORITY", String(priority.rawValue))
        append("SYSLOG_IDENTIFIER", identifier)
        if let id { append("MESSAGE_ID", id.description) }
        for field in fields { append(field.name, field.value) }
        // One flat buffer: nested closures, one for each field, would trip the exclusivity check.
        let status = unsafe bytes.withUnsafeMutableBytes { buffer in
            let parts = unsafe ranges.map { range in
                unsafe iovec(
                    iov_base: buffer.baseAddress?.advanced(by: range.lowerBound), iov_len: range.count)
            }
            return unsafe parts.withUnsafeBufferPointer {
                unsafe sd_journal_sendv($0.baseAddress, Int32($0.count))
            }
        }
        return status >= 0
    }

    /// One write, so that lines of several threads do not mix. Nothing can be done about one that fails.
    private func write(_ line: String) {
        var text = line + "\n"
        text.withUTF8 { bytes in
            _ = unsafe Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        }
    }

    /// systemd.exec(5): JOURNAL_STREAM holds device and inode of the stream, to be compared with the
    /// descriptor's, because the variable alone is inherited by processes whose output goes elsewhere.
    private static func standardErrorIsTheJournal() -> Bool {
        guard let variable = unsafe getenv("JOURNAL_STREAM") else { return false }
        var status = stat()
        guard unsafe fstat(STDERR_FILENO, &status) == 0 else { return false }
        let found = unsafe String(cString: variable)
        guard found == "\(status.st_dev):\(status.st_ino)" else { return false }
        return unsafe access(socketPath, W_OK) == 0
    }
}
