import Glibc

/// The key file as it lies on the disk, read and changed behind the daemon's back.
struct KeyBytes {
    static let headerBytes = 64
    static let slotBytes = 32

    struct Failure: Error {}

    let path: String

    func all() throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure() }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Failure() }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        guard read(descriptor, &bytes, bytes.count) == bytes.count else { throw Failure() }
        return bytes
    }

    func slot(_ author: Int) throws -> [UInt8] {
        let start = Self.headerBytes + (author - 1) * Self.slotBytes
        return Array(try all()[start..<start + Self.slotBytes])
    }

    func slots() throws -> [[UInt8]] {
        let bytes = try all()
        return stride(from: Self.headerBytes, to: bytes.count - Self.slotBytes + 1, by: Self.slotBytes).map {
            Array(bytes[$0..<$0 + Self.slotBytes])
        }
    }

    func overwrite(_ bytes: [UInt8], at offset: Int = 0, mode: mode_t = 0o600) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw Failure() }
        defer { close(descriptor) }
        guard pwrite(descriptor, bytes, bytes.count, offset) == bytes.count else { throw Failure() }
    }

    func cut(to count: Int) throws {
        guard truncate(path, count) == 0 else { throw Failure() }
    }
}
