import Glibc

/// Runs what blocks on a thread of its own: the few threads that tests share must stay free.
package enum OwnThread {
    private final class Box: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    package static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            let box = Unmanaged.passRetained(Box { continuation.resume(returning: body()) })
            var thread = pthread_t()
            let status = pthread_create(
                &thread, nil,
                { pointer in
                    guard let pointer else { return nil }
                    Unmanaged<Box>.fromOpaque(pointer).takeRetainedValue().body()
                    return nil
                }, box.toOpaque())
            precondition(status == 0, "no thread")
            pthread_detach(thread)
        }
    }
}
