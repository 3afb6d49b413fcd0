import Glibc

/// The controlling terminal, for a secret typed without echo.
///
/// It reads byte by byte with the terminal's own signals off: so Ctrl-C is a byte here, and no way out leaves the
/// terminal without echo.
struct Terminal: ~Copyable {
    private let descriptor: Int32

    static func opened() throws(CommandError) -> Terminal {
        let descriptor = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else {
            throw CommandError(
                .noInput, "there is no terminal to ask for the passphrase on",
                next: ["read it from a descriptor: --passphrase-fd 3 3< FILE"])
        }
        return Terminal(descriptor: descriptor)
    }

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    borrowing func readWithoutEcho(_ prompt: String) throws(CommandError) -> String {
        var before = termios()
        guard tcgetattr(descriptor, &before) == 0 else {
            throw CommandError(.noInput, "the terminal cannot be set up: \(SystemText.error(errno))")
        }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        guard tcsetattr(descriptor, TCSAFLUSH, &silent) == 0 else {
            throw CommandError(
                .noInput, "the terminal's echo cannot be turned off: \(SystemText.error(errno))")
        }
        defer {
            tcsetattr(descriptor, TCSAFLUSH, &before)
            put("\n")
        }
        put(prompt)
        return try SecretReader.text(try readBytes(), place: "terminal")
    }

    private borrowing func readBytes() throws(CommandError) -> [UInt8] {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw CommandError(.noInput, "the terminal was closed") }
            switch byte {
            case 0x0A, 0x0D, 0x04: return bytes
            case 0x03: throw CommandError(.interrupted, "given up; nothing was changed")
            case 0x08, 0x7F:
                while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
            case 0x15: bytes = []
            default:
                guard bytes.count < SecretReader.bytesMax else {
                    throw CommandError(
                        .badInput, "the passphrase is longer than \(SecretReader.bytesMax) bytes")
                }
                bytes.append(byte)
            }
        }
    }

    private borrowing func put(_ text: String) {
        var copy = text
        copy.withUTF8 { bytes in _ = write(descriptor, bytes.baseAddress, bytes.count) }
    }
}
