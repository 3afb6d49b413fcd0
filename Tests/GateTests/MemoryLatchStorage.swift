import Synchronization

@testable import Gate

/// A machine that stops at a chosen step. Every action that could be the last one crosses it first.
final class Machine: @unchecked Sendable {
    struct Stopped: Error {}

    private(set) var steps = 0
    private(set) var isStopped = false
    var stopsAt = Int.max

    func step() throws(Stopped) {
        steps += 1
        if steps >= stopsAt { isStopped = true }
        if isStopped { throw Stopped() }
    }

    func restart() {
        isStopped = false
        stopsAt = .max
    }
}

/// A latch's bytes with what a machine does to them: written is not flushed, and a power cut keeps any sectors of
/// what was not flushed.
final class MemoryLatchStorage: LatchStorage, @unchecked Sendable {
    private static let sector = 512

    let machine: Machine
    private var cached: [UInt8]
    private var flushed: [UInt8]
    /// Every write fails while it is set, as on a broken disk.
    var isBroken = false

    init(machine: Machine = Machine()) {
        self.machine = machine
        cached = [UInt8](repeating: 0, count: Latch.fileSize)
        flushed = cached
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        buffer.copyBytes(from: cached)
        return true
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(LatchError) {
        do { try machine.step() } catch { throw LatchError(.writeFailed, errno: 0) }
        guard !isBroken else { throw LatchError(.writeFailed, errno: 5) }
        for index in 0..<bytes.count { cached[offset + index] = bytes[index] }
        do { try machine.step() } catch { throw LatchError(.writeFailed, errno: 0) }
    }

    func flush() throws(LatchError) {
        do { try machine.step() } catch { throw LatchError(.flushFailed, errno: 0) }
        guard !isBroken else { throw LatchError(.flushFailed, errno: 5) }
        flushed = cached
        do { try machine.step() } catch { throw LatchError(.flushFailed, errno: 0) }
    }

    /// Of what was written and not flushed, each sector is there or not.
    func losePower(using random: inout SeededGenerator) {
        for start in stride(from: 0, to: cached.count, by: Self.sector) where Bool.random(using: &random) {
            for index in start..<(start + Self.sector) { cached[index] = flushed[index] }
        }
        flushed = cached
    }

    func loseEverything() {
        cached = [UInt8](repeating: 0, count: Latch.fileSize)
        flushed = cached
    }

    func damage(at index: Int) { cached[index] ^= 0x40 }
}
