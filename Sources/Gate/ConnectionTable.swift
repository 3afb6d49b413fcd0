import CStopPath
import Glibc

/// The connections of the stop socket with their buffers, all made at start. It reads and writes; what a message
/// means is not its business.
final class ConnectionTable: @unchecked Sendable {
    /// When one more comes, the oldest is dropped.
    static let capacity = 32

    private let connections = LockedPages(Connection(), count: capacity)
    private let incoming = LockedPages(UInt8(0), count: capacity * StopMessage.byteCountMax)
    private let outgoing = LockedPages(UInt8(0), count: capacity * StopAnswer.textSizeMax)
    private var nextOrder: UInt64 = 1

    subscript(index: Int) -> Connection {
        unsafeAddress { UnsafePointer(connections.pointer + index) }
        unsafeMutableAddress { connections.pointer + index }
    }

    func lockMemory() -> Bool {
        let first = connections.lock()
        let second = incoming.lock()
        return outgoing.lock() && first && second
    }

    /// A free place, or nil.
    func freePlace() -> Int? {
        for index in 0..<Self.capacity where self[index].phase == .free { return index }
        return nil
    }

    func oldest() -> Int {
        var oldest = 0
        for index in 1..<Self.capacity where self[index].order < self[oldest].order { oldest = index }
        return oldest
    }

    func begin(_ descriptor: CInt, at index: Int, deadline: UInt64) {
        let generation = self[index].generation &+ 1
        self[index] = Connection(
            phase: .reading, descriptor: descriptor, generation: generation, order: nextOrder,
            deadline: deadline)
        nextOrder += 1
    }

    func end(_ index: Int) {
        guard self[index].phase != .free else { return }
        close(self[index].descriptor)
        self[index].descriptor = -1
        self[index].phase = .free
    }

    enum ReadResult {
        case nothingYet
        /// The message is the first `count` bytes.
        case message(count: Int, isComplete: Bool)
    }

    /// Reads what is there. A message ends at newline, NUL or the end of the stream, or when the buffer is full.
    func read(_ index: Int) -> ReadResult {
        let buffer = incoming.pointer + index * StopMessage.byteCountMax
        while true {
            let start = self[index].receivedCount
            let count = recv(self[index].descriptor, buffer + start, StopMessage.byteCountMax - start, 0)
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EAGAIN { return .nothingYet }
            }
            guard count > 0 else {
                self[index].terminator = UInt8(ascii: "\n")
                return .message(count: start, isComplete: true)
            }
            for position in start..<(start + count) where buffer[position] == 0 || buffer[position] == 10 {
                self[index].terminator = buffer[position]
                self[index].receivedCount = start + count
                return .message(count: position, isComplete: true)
            }
            self[index].receivedCount = start + count
            if start + count == StopMessage.byteCountMax {
                return .message(count: start + count, isComplete: false)
            }
        }
    }

    func bytes(_ index: Int, count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: incoming.pointer + index * StopMessage.byteCountMax, count: count)
    }

    /// Puts the answer with its terminator into the buffer of what goes out.
    func write(_ answer: StopAnswer, to index: Int) {
        let capacity = StopAnswer.textSizeMax
        // One byte stays free for the terminator.
        var writer = ByteWriter(outgoing.pointer + index * capacity, capacity: capacity - 1)
        if self[index].isCall { answer.writeReply(to: &writer) } else { answer.writeLine(to: &writer) }
        outgoing.pointer[index * capacity + writer.count] = self[index].terminator
        self[index].outgoingCount = writer.count + 1
        self[index].sentCount = 0
        self[index].phase = .writing
    }

    /// Sends what goes; true when there is nothing left to send or nobody to send it to.
    func flush(_ index: Int) -> Bool {
        while self[index].sentCount < self[index].outgoingCount {
            let start = outgoing.pointer + index * StopAnswer.textSizeMax + self[index].sentCount
            let left = self[index].outgoingCount - self[index].sentCount
            let count = send(self[index].descriptor, start, left, CInt(MSG_NOSIGNAL))
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return false }
            guard count > 0 else { return true }
            self[index].sentCount += count
        }
        drain(index)
        return true
    }

    /// Bytes left unread at close would make the peer see a reset after the answer.
    private func drain(_ index: Int) {
        let buffer = incoming.pointer + index * StopMessage.byteCountMax
        _ = recv(self[index].descriptor, buffer, StopMessage.byteCountMax, 0)
    }
}
