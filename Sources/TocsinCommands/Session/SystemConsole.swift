import Glibc

/// The process's own standard streams and terminal.
final class SystemConsole: Console {
    private(set) var outputFailed = false

    var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    var width: Int? {
        guard isTerminal else { return nil }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    func write(_ text: String) {
        if !Self.write(text, to: STDOUT_FILENO) { outputFailed = true }
    }

    func writeError(_ text: String) {
        _ = Self.write(text, to: STDERR_FILENO)
    }

    func readSecret(_ prompt: String, descriptor: Int32?) throws(CommandError) -> String {
        if let descriptor { return try SecretReader.firstLine(of: descriptor) }
        return try Terminal.opened().readWithoutEcho(prompt)
    }

    func readAnswer(_ prompt: String) throws(CommandError) -> String? {
        guard isatty(STDIN_FILENO) == 1 else { return nil }
        writeError(prompt)
        return readLine(strippingNewline: true)
    }

    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        var copy = text
        return copy.withUTF8 { bytes in
            var written = 0
            while written < bytes.count {
                let count = Glibc.write(
                    descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
                if count > 0 {
                    written += count
                } else if count < 0, errno == EINTR {
                    continue
                } else if count < 0, errno == EAGAIN {
                    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&entry, 1, -1)
                } else {
                    return false
                }
            }
            return true
        }
    }
}
