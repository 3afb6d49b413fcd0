import CStopPath

/// Values in pages of their own, filled in before use, so that they can be locked in memory and the stop thread
/// never waits for one.
struct LockedPages<Value>: ~Copyable, @unchecked Sendable {
    let pointer: UnsafeMutablePointer<Value>
    private let count: Int
    private var byteCount: Int { MemoryLayout<Value>.stride * count }

    init(_ value: Value, count: Int = 1) {
        self.count = count
        let byteCount = MemoryLayout<Value>.stride * count
        guard let pages = tocsin_map_pages(byteCount) else { preconditionFailure("no memory at start") }
        pointer = pages.bindMemory(to: Value.self, capacity: count)
        pointer.initialize(repeating: value, count: count)
    }

    deinit {
        pointer.deinitialize(count: count)
        tocsin_unmap_pages(pointer, byteCount)
    }

    /// False when the limit of locked memory does not allow it.
    func lock() -> Bool {
        tocsin_lock_range(pointer, byteCount) >= 0
    }
}
