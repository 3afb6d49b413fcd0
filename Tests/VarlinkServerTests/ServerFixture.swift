import Dispatch
import Glibc
import Synchronization
import Testing
import Varlink
import VarlinkServer

/// A server on a socket in a temporary folder, what it reported, and the removal of it all.
struct ServerFixture: Sendable {
    let server: Server
    let path: String
    let folder: String
    let events: Events

    static func run(
        _ registry: MethodRegistry, limits: Limits = Limits(), _ body: (ServerFixture) async throws -> Void
    ) async throws {
        let folder = try temporaryFolder()
        defer { remove(folder: folder) }
        let events = Events()
        let server = Server(registry: registry, limits: limits) { events.add($0) }
        let path = folder + "/control.sock"
        try await server.start(on: .path(path, mode: 0o600))
        do {
            try await body(ServerFixture(server: server, path: path, folder: folder, events: events))
        } catch {
            await server.shutDown(within: .seconds(2))
            throw error
        }
        await server.shutDown(within: .seconds(2))
        #expect(server.connectionCount == 0)
    }

    static func temporaryFolder() throws -> String {
        var template = Array("/tmp/varlink-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw ClientFault(operation: "mkdtemp", errno: errno) }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static func remove(folder: String) {
        for name in ["control.sock", "file"] { unlink(folder + "/" + name) }
        rmdir(folder)
    }

    func client() throws -> RawClient { try RawClient(path: path) }
}

/// What a server reported, to be read or waited for.
final class Events: Sendable {
    private struct State {
        var seen: [ServerEvent] = []
        var waiters:
            [(matches: @Sendable (ServerEvent) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var all: [ServerEvent] { state.withLock { $0.seen } }

    func add(_ event: ServerEvent) {
        let ready = state.withLock { state in
            state.seen.append(event)
            let ready = state.waiters.filter { $0.matches(event) }
            state.waiters.removeAll { $0.matches(event) }
            return ready
        }
        for waiter in ready { waiter.continuation.resume() }
    }

    func wait(for matches: @escaping @Sendable (ServerEvent) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.seen.contains(where: matches) { return true }
                state.waiters.append((matches, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}

/// A place where one side waits until the other has come.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var isOpen: Bool { state.withLock { $0.isOpen } }

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiters.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    /// As `wait`, and ends when the task is cancelled.
    func waitOrCancel() async {
        await withTaskCancellationHandler {
            await wait()
        } onCancel: {
            open()
        }
    }
}

/// Runs what blocks on a thread of its own: the server's handlers need the few threads of the pool.
func blocking<Returned: Sendable>(
    _ body: @escaping @Sendable () throws -> Returned
) async throws -> Returned {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue(label: "blocking client").async { continuation.resume(with: Result { try body() }) }
    }
}

func makeRegistry(
    _ text: String, _ handlers: [String: MethodHandler]
) throws -> MethodRegistry {
    var registry = MethodRegistry(
        service: ServiceInformation(vendor: "V", product: "P", version: "1", url: "https://example.org"))
    try registry.add(try InterfaceDescription.parse(text), handlers)
    return registry
}
