import Synchronization

@testable import Gate

/// A disk whose flush hangs until it is let go.
final class HangingLatchStorage: LatchStorage {
    private let isHanging = Atomic<Bool>(true)
    private let release = Semaphore()

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        buffer.initializeMemory(as: UInt8.self, repeating: 0)
        return true
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(LatchError) {}

    func flush() throws(LatchError) {
        if isHanging.load(ordering: .sequentiallyConsistent) { release.wait() }
    }

    func letGo() {
        isHanging.store(false, ordering: .sequentiallyConsistent)
        release.post()
    }
}
