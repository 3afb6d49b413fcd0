internal import Glibc

/// Which boot of the machine this is: 32 hexadecimal digits, new at every start of the kernel.
package enum BootIdentity {
    private static let path = "/proc/sys/kernel/random/boot_id"
    /// `ProcSubset=pid` hides that file from the service, whose unit therefore passes the id in this
    /// variable.
    private static let variable = "TOCSIN_BOOT_ID"

    package static func current() throws(SystemdError) -> String {
        if let identity = fromKernel() { return identity }
        if let value = unsafe getenv(variable), let identity = unsafe parse(String(cString: value)) {
            return identity
        }
        throw SystemdError(.bootIdentityUnreadable, subject: path)
    }

    private static func fromKernel() -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return parse(String(decoding: bytes[..<count], as: UTF8.self))
    }

    static func parse(_ text: String) -> String? {
        let digits = text.lowercased().filter { $0 != "-" && $0 != "\n" }
        guard digits.utf8.count == 32, digits.utf8.allSatisfy({ Self.hexadecimal.contains($0) }) else {
            return nil
        }
        return digits
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)
}
