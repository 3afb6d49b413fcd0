internal import CCurl
internal import Glibc

/// Starts the one OS thread that owns libcurl. It is no task: a hung name service or a slow TLS handshake
/// must not take a thread of the shared pool.
enum TransportThread {
    /// At most 15 bytes, the kernel's limit.
    private static let name = "tocsin-http"

    private final class Start {
        let body: () -> Void

        init(body: @escaping () -> Void) {
            self.body = body
        }
    }

    static func start(_ body: @escaping @Sendable () -> Void) throws(HTTPTransportError) {
        let start = unsafe Unmanaged.passRetained(Start(body: body))
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))

        // Signals are for the main thread; with SIGPIPE blocked here, a closed connection is an error code,
        // also inside the TLS library. The new thread inherits the mask of the moment.
        var all = sigset_t()
        var previous = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &previous)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &previous, nil) }

        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread, &attributes,
            { context in
                unsafe pthread_setname_np(pthread_self(), TransportThread.name)
                if let context = unsafe context {
                    unsafe Unmanaged<Start>.fromOpaque(context).takeRetainedValue().body()
                }
                return nil
            }, start.toOpaque())
        guard status == 0 else {
            unsafe start.release()
            throw HTTPTransportError(code: .threadFailed, cause: status)
        }
    }
}
