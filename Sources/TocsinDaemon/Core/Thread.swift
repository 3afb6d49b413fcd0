import CTimers
import Glibc

/// An OS thread with a name, for work that waits in the kernel and must not hold one of the pool's threads.
final class Thread: @unchecked Sendable {
    private let name: String
    private let body: @Sendable () -> Void

    init(name: String, _ body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }

    func start() {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let thread = Unmanaged<Thread>.fromOpaque(argument).takeRetainedValue()
                tocsin_thread_name(thread.name)
                thread.body()
                return nil
            }, context.toOpaque())
        guard status == 0 else {
            // No room for a thread: the work is done here, which is slower and right.
            Unmanaged<Thread>.fromOpaque(context.toOpaque()).release()
            body()
            return
        }
        pthread_detach(thread)
    }

    /// Runs `body` on a thread of its own and waits for it in Swift's way.
    static func run<Result: Sendable>(
        name: String, _ body: @escaping @Sendable () -> Result
    ) async -> Result {
        await withCheckedContinuation { continuation in
            Thread(name: name) { continuation.resume(returning: body()) }.start()
        }
    }
}
