internal import CCurl
internal import Glibc

/// An eventfd that ends the thread's poll. It is ours and not libcurl's wake-up call, so that signalling
/// needs no lock against the end of the multi handle: the descriptor lives as long as anybody can signal it.
final class WakeEvent: Sendable {
    let descriptor: Int32

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    static func make() throws(HTTPTransportError) -> WakeEvent {
        let descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { throw HTTPTransportError(code: .wakeDescriptorFailed, cause: errno) }
        return WakeEvent(descriptor: descriptor)
    }

    /// Neither locks nor allocates. A full counter means that the thread is about to wake anyway.
    func signal() {
        var one: UInt64 = 1
        unsafe write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    func drain() {
        var count: UInt64 = 0
        unsafe read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
}
