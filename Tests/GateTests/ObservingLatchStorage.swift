import Synchronization

@testable import Gate

/// Asks a question at each write.
final class ObservingLatchStorage: LatchStorage {
    private struct State {
        var question: (@Sendable () -> Bool)?
        var observations: [Bool] = []
    }

    private let state = Mutex(State())

    var observations: [Bool] { state.withLock { $0.observations } }

    func observe(_ question: @escaping @Sendable () -> Bool) {
        state.withLock { $0.question = question }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        buffer.initializeMemory(as: UInt8.self, repeating: 0)
        return true
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(LatchError) {
        guard let question = state.withLock({ $0.question }) else { return }
        let answer = question()
        state.withLock { $0.observations.append(answer) }
    }

    func flush() throws(LatchError) {}
}
