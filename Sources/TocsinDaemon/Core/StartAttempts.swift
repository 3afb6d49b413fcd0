import Glibc

/// How many starts in a row died before they were ready, and at which event the last one was: memory shared with the
/// kernel, so that it outlives a process that dies in any way.
final class StartAttempts: @unchecked Sendable {
    enum Limits {
        /// After so many the daemon comes up in safe mode.
        static let beforeSafeMode: UInt64 = 3
    }

    private static let byteCount = 4_096
    /// Nil where the file cannot be made: then nothing is counted.
    private let bytes: UnsafeMutableRawPointer?

    init(stateDirectory: String) {
        let descriptor = open(
            stateDirectory + "/start-attempts", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            bytes = nil
            return
        }
        defer { close(descriptor) }
        guard posix_fallocate(descriptor, 0, Self.byteCount) == 0,
            let start = mmap(nil, Self.byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
            start != MAP_FAILED
        else {
            bytes = nil
            return
        }
        bytes = start
    }

    deinit {
        if let bytes { munmap(bytes, Self.byteCount) }
    }

    private func load(_ offset: Int) -> UInt64 { bytes?.load(fromByteOffset: offset, as: UInt64.self) ?? 0 }

    /// Starts that died before this one.
    var count: UInt64 { load(0) }
    /// The event at which the last one was.
    var position: UInt64 { load(8) }

    func begin() { bytes?.storeBytes(of: count + 1, as: UInt64.self) }

    /// Before each portion of events is folded.
    func note(_ sequence: UInt64) { bytes?.storeBytes(of: sequence, toByteOffset: 8, as: UInt64.self) }

    /// Ready, or refused in good order.
    func end() { bytes?.storeBytes(of: 0, as: UInt64.self) }
}
