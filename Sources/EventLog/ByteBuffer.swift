/// Memory that grows and is used again; its bytes are not cleared.
struct ByteBuffer: ~Copyable {
    private static let firstCapacity = 64 << 10

    private var memory: UnsafeMutableRawBufferPointer

    init() { memory = .allocate(byteCount: Self.firstCapacity, alignment: 16) }

    deinit { memory.deallocate() }

    /// Room for `count` bytes at `offset`; everything before the offset is kept.
    mutating func room(at offset: Int, count: Int) -> UnsafeMutableRawBufferPointer {
        if offset + count > memory.count {
            let capacity = max(2 * memory.count, offset + count)
            let grown = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
            grown.copyMemory(from: .init(rebasing: memory[..<offset]))
            memory.deallocate()
            memory = grown
        }
        return .init(rebasing: memory[offset..<offset + count])
    }

    func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer { .init(rebasing: memory[range]) }
}
