import Glibc
import Synchronization

/// A thread of a benchmark.
package final class Worker: @unchecked Sendable {
    private final class Body {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }

    private var thread = pthread_t()
    private static let stackBytes = 512 * 1_024

    package init(_ run: @escaping @Sendable () -> Void) throws(BenchmarkError) {
        let body = Unmanaged.passRetained(Body(run))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, Self.stackBytes)
        defer { pthread_attr_destroy(&attributes) }
        let status = pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        guard status == 0 else {
            body.release()
            throw BenchmarkError("no thread can be started: errno \(status)")
        }
    }

    package func join() { pthread_join(thread, nil) }
}

/// Told once, seen by many threads.
package final class Flag: Sendable {
    private let value = Atomic<Bool>(false)

    package init() {}

    package var isSet: Bool { value.load(ordering: .acquiring) }
    package func set() { value.store(true, ordering: .releasing) }
}

/// Counted by many threads.
package final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    package init() {}

    package var value: Int { count.load(ordering: .relaxed) }
    package func add(_ amount: Int = 1) { count.wrappingAdd(amount, ordering: .relaxed) }
}
