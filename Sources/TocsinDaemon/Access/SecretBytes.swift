import Glibc

/// A passphrase on its way to the hash. Its memory is overwritten when the last holder lets go; what a text or a
/// message was copied from before it came here is out of our hands.
package final class SecretBytes: Sendable {
    nonisolated(unsafe) private let memory: UnsafeMutableRawBufferPointer

    package init(_ bytes: some Collection<UInt8>) {
        memory = .allocate(byteCount: max(bytes.count, 1), alignment: 1)
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        memory.copyBytes(from: bytes)
        count = bytes.count
    }

    package convenience init(_ text: String) {
        self.init(text.utf8)
    }

    package let count: Int

    /// The copy lives as long as the call.
    package func withBytes<Result, Failure: Error>(
        _ body: ([UInt8]) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var copy = [UInt8](memory.prefix(count))
        defer { copy.withUnsafeMutableBytes { Self.wipe($0) } }
        return try body(copy)
    }

    deinit {
        Self.wipe(memory)
        memory.deallocate()
    }

    private static func wipe(_ memory: UnsafeMutableRawBufferPointer) {
        guard let start = memory.baseAddress else { return }
        explicit_bzero(start, memory.count)
    }
}
