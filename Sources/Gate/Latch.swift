import Glibc

/// The stops in force, on storage that outlives the process. Two slots are written in turn, so that a torn write
/// leaves the one before it. One thread writes a latch.
///
/// A latch says what is stopped and never that something is not: missing or unreadable means stopped.
package final class Latch: @unchecked Sendable {
    package static let fileSize = LatchLayout.fileSize

    private let storage: any LatchStorage
    private let bootID: StopID
    private let buffer: UnsafeMutableRawPointer
    private var generation: UInt64
    private var nextSlot: Int

    private init(storage: any LatchStorage, bootID: StopID, generation: UInt64, nextSlot: Int) {
        self.storage = storage
        self.bootID = bootID
        self.generation = generation
        self.nextSlot = nextSlot
        buffer = .allocate(byteCount: LatchLayout.slotSize, alignment: 4096)
        buffer.initializeMemory(as: UInt8.self, repeating: 0, count: LatchLayout.slotSize)
    }

    deinit { buffer.deallocate() }

    /// Reads both slots and takes the newer one that can be believed. The latch goes on in the other. A new file is
    /// all zeros, which counts as missing until something is written: never as "nothing is stopped".
    package static func open(_ storage: any LatchStorage, bootID: StopID) -> (
        latch: Latch, reading: LatchReading
    ) {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: LatchLayout.fileSize, alignment: 4096)
        defer { bytes.deallocate() }
        bytes.initializeMemory(as: UInt8.self, repeating: 0)
        var states: [LatchState?] = [nil, nil]
        var isBlank = false
        if storage.read(into: bytes), let base = bytes.baseAddress {
            states = [LatchLayout.decode(base), LatchLayout.decode(base + LatchLayout.slotSize)]
            isBlank = bytes.allSatisfy { $0 == 0 }
        }
        let newer: Int? =
            switch (states[0]?.generation, states[1]?.generation) {
            case (nil, nil): nil
            case (_?, nil): 0
            case (nil, _?): 1
            case (let first?, let second?): first > second ? 0 : 1
            }
        guard let newer, let state = states[newer] else {
            let latch = Latch(storage: storage, bootID: bootID, generation: 0, nextSlot: 0)
            return (latch, isBlank ? .missing : .unreadable)
        }
        let latch = Latch(storage: storage, bootID: bootID, generation: state.generation, nextSlot: 1 - newer)
        return (latch, .found(state))
    }

    /// On return the table outlives what this storage can outlive. The slot last written well is not touched before
    /// the other one is safe.
    package func write(_ table: UnsafePointer<StopTable>) throws(LatchError) {
        let length = LatchLayout.encode(table, generation: generation + 1, bootID: bootID, into: buffer)
        try storage.write(
            UnsafeRawBufferPointer(start: buffer, count: length), at: nextSlot * LatchLayout.slotSize)
        try storage.flush()
        generation += 1
        nextSlot = 1 - nextSlot
    }

    /// False when the limit of locked memory does not allow it.
    func lockMemory() -> Bool {
        mlock(buffer, LatchLayout.slotSize) == 0
    }
}
