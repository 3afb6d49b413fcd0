import Glibc

/// The unit that durable work is measured in: 4 KB written and flushed to a file that was filled with zeros
/// before, so that no flush has to grow it.
package final class FlushLoop {
    private static let blockBytes = 4_096
    private static let fileBytes = 16 * 1_024 * 1_024

    private let descriptor: Int32
    private var block = [UInt8](repeating: 0, count: blockBytes)
    private var offset = 0

    package init(in directory: String) throws(BenchmarkError) {
        let path = directory + "/flush-loop"
        descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BenchmarkError("\(path) cannot be made: errno \(errno)") }
        for start in stride(from: 0, to: Self.fileBytes, by: Self.blockBytes) {
            guard pwrite(descriptor, block, Self.blockBytes, start) == Self.blockBytes else {
                throw BenchmarkError("\(path) cannot be filled: errno \(errno)")
            }
        }
        guard fsync(descriptor) == 0 else {
            throw BenchmarkError("\(path) cannot be flushed: errno \(errno)")
        }
    }

    deinit { close(descriptor) }

    /// Nanoseconds that one write and flush took.
    package func flush() throws(BenchmarkError) -> UInt64 {
        block[0] &+= 1
        let start = BenchmarkClock.monotonic()
        guard pwrite(descriptor, block, Self.blockBytes, offset) == Self.blockBytes,
            fdatasync(descriptor) == 0
        else {
            throw BenchmarkError("a flush failed: errno \(errno)")
        }
        offset = (offset + Self.blockBytes) % Self.fileBytes
        return BenchmarkClock.monotonic() - start
    }

    /// Microseconds of many, one after the other.
    package func samples(_ count: Int) throws(BenchmarkError) -> Samples {
        var samples = Samples()
        for _ in 0..<count { samples.append(Double(try flush()) / 1_000) }
        return samples
    }
}
