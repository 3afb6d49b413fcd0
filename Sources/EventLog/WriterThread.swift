internal import Glibc

/// An OS thread of our own. LMDB's write lock belongs to the thread that took it, and a commit waits for the disk:
/// neither may happen on a thread of the shared pool.
struct WriterThread: Sendable {
    static let name = "tocsin-writer"
    /// Decisions and folds run on it; the default of a musl or a changed limit would be too little.
    private static let stackBytes = 8 << 20

    private let thread: pthread_t

    static func start(_ body: @escaping @Sendable () -> Void) throws(EventLogError) -> WriterThread {
        // Not `pthread_attr_t()`: which module owns that initialiser depends on the order in which files are read.
        let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
        pthread_attr_init(attributes)
        defer {
            pthread_attr_destroy(attributes)
            attributes.deallocate()
        }
        pthread_attr_setstacksize(attributes, stackBytes)
        let box = Unmanaged.passRetained(Body(run: body))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, attributes,
            { argument in
                guard let argument else { return nil }
                WriterThread.takeName()
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        guard status == 0 else {
            box.release()
            throw EventLogError(.storeFailed, detail: "the writer thread cannot be started (errno \(status))")
        }
        return WriterThread(thread: thread)
    }

    func join() {
        precondition(
            pthread_equal(pthread_self(), thread) == 0, "the writer thread cannot wait for its own end")
        pthread_join(thread, nil)
    }

    /// Through /proc, because pthread_setname_np is shown only with _GNU_SOURCE. The name helps people, so a failure
    /// is no fault.
    private static func takeName() {
        let descriptor = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        let text = Array(name.utf8)
        _ = write(descriptor, text, text.count)
        close(descriptor)
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
