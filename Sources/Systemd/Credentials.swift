internal import Glibc

/// Secrets that the service manager hands over as files in `$CREDENTIALS_DIRECTORY`.
package struct Credentials: Sendable {
    /// What the service manager itself takes for a name, and no path.
    static let nameBytesMax = 255

    private let directory: String?

    /// `nil` means that none were passed: every name is then unknown.
    package init(directory: String?) {
        self.directory = directory
    }

    package static func fromEnvironment() -> Credentials {
        guard let directory = unsafe getenv("CREDENTIALS_DIRECTORY") else {
            return Credentials(directory: nil)
        }
        return unsafe Credentials(directory: String(cString: directory))
    }

    /// The bytes of a credential; nil if there is none of this name.
    package func read(_ name: String, maximumBytes: Int = 65_536) throws(SystemdError) -> [UInt8]? {
        guard Self.isValid(name) else {
            throw SystemdError(.credentialNameInvalid, subject: "credential name")
        }
        guard let directory else { return nil }
        // Not blocking: a FIFO in the file's place must not hang the start.
        let descriptor = unsafe open(directory + "/" + name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            let cause = errno
            if cause == ENOENT { return nil }
            throw SystemdError(.credentialUnreadable, subject: name, errno: cause)
        }
        defer { close(descriptor) }
        try Self.checkProtection(of: descriptor, name: name)
        return try Self.readAll(descriptor, name: name, maximumBytes: maximumBytes)
    }

    /// As text, without the one line break that an editor leaves at the end.
    package func readText(_ name: String, maximumBytes: Int = 65_536) throws(SystemdError) -> String? {
        guard var bytes = try read(name, maximumBytes: maximumBytes) else { return nil }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SystemdError(.credentialNotText, subject: name)
        }
        return text
    }

    private static func checkProtection(of descriptor: Int32, name: String) throws(SystemdError) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw SystemdError(.credentialUnreadable, subject: name, errno: errno)
        }
        // systemd owns the file as root with an access list for the service, whose mask shows as the group's
        // read bit, or hands it to the service itself.
        let isOurs = status.st_uid == geteuid() && status.st_mode & 0o077 == 0
        let isRoots = status.st_uid == 0 && status.st_mode & 0o037 == 0
        guard status.st_mode & S_IFMT == S_IFREG, isOurs || isRoots else {
            throw SystemdError(.credentialExposed, subject: name)
        }
    }

    private static func readAll(
        _ descriptor: Int32, name: String, maximumBytes: Int
    ) throws(SystemdError) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = unsafe Glibc.read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SystemdError(.credentialUnreadable, subject: name, errno: errno) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: piece[..<count])
            guard bytes.count <= maximumBytes else { throw SystemdError(.credentialTooLarge, subject: name) }
        }
    }

    static func isValid(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.count <= nameBytesMax, name != ".", name != ".." else { return false }
        return name.utf8.allSatisfy {
            $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":")
        }
    }
}
