import Glibc
import Synchronization
import Testing
import Varlink
import VarlinkServer

@Suite("Start and end of the server")
struct ServerLifecycleTests {
    private static let text = """
        interface org.example.x
        method Wait() -> ()
        # [Requires 'more' flag]
        method Endless() -> ()
        """

    private static func registry(running: Gate, release: Gate, streamEnded: Gate) throws -> MethodRegistry {
        try makeRegistry(
            text,
            [
                "Wait": .reply { (_, _) async throws(MethodError) in
                    running.open()
                    await release.wait()
                    return [:]
                },
                "Endless": .stream { (_, _, stream) async throws(MethodError) in
                    defer { streamEnded.open() }
                    try await stream.send([:])
                    await Gate().waitOrCancel()
                    try await stream.send([:])
                },
            ])
    }

    private static func plainServer() throws -> Server {
        Server(registry: try registry(running: Gate(), release: Gate(), streamEnded: Gate()))
    }

    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = try ServerFixture.temporaryFolder()
        defer { ServerFixture.remove(folder: folder) }
        try await body(folder)
    }

    @Test("On shutdown running calls are answered, streams end, and the socket is gone")
    func graceful() async throws {
        let (running, release, streamEnded) = (Gate(), Gate(), Gate())
        let registry = try Self.registry(running: running, release: release, streamEnded: streamEnded)
        try await withFolder { folder in
            let server = Server(registry: registry)
            let path = folder + "/control.sock"
            try await server.start(on: .path(path))
            let single = try RawClient(path: path)
            let streaming = try RawClient(path: path)
            let idle = try RawClient(path: path)
            try await blocking { () throws in
                try single.send(
                    #"{"method":"org.example.x.Wait"}"# + "\0" + #"{"method":"org.example.x.Wait"}"# + "\0")
                #expect(try streaming.call("org.example.x.Endless", more: true) != nil)
                #expect(try idle.call("org.varlink.service.GetInfo") != nil)
            }
            await running.wait()
            async let ended: Void = server.shutDown(within: .seconds(10))
            await streamEnded.wait()
            try await blocking { () throws in
                #expect(try idle.frame() == nil)
                #expect(try streaming.frame() == nil)
            }
            release.open()
            try await blocking { () throws in
                #expect(try single.reply() == ["parameters": [:]])
                #expect(try single.frame() == nil, "the call behind it is not begun")
            }
            await ended
            #expect(server.connectionCount == 0)
            #expect(access(path, F_OK) != 0)
        }
    }

    @Test("A call that does not end is cut off after the stated time")
    func cutOff() async throws {
        let (running, release) = (Gate(), Gate())
        let registry = try Self.registry(running: running, release: release, streamEnded: Gate())
        try await withFolder { folder in
            let server = Server(registry: registry)
            let path = folder + "/control.sock"
            try await server.start(on: .path(path))
            let client = try RawClient(path: path)
            try client.send(#"{"method":"org.example.x.Wait"}"# + "\0")
            await running.wait()
            let began = ContinuousClock.now
            await server.shutDown(within: .milliseconds(100))
            #expect(ContinuousClock.now - began < .seconds(5))
            #expect(try await blocking { try client.frame() } == nil)
            release.open()
        }
    }

    @Test("The socket has the mode that was asked for")
    func mode() async throws {
        try await withFolder { folder in
            let server = try Self.plainServer()
            try await server.start(on: .path(folder + "/control.sock", mode: 0o620))
            var status = stat()
            #expect(stat(folder + "/control.sock", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o620)
            await #expect(throws: ServerError.alreadyStarted) {
                try await server.start(on: .path(folder + "/control.sock"))
            }
            await server.shutDown(within: .seconds(1))
        }
    }

    @Test("A socket left by a dead process is replaced, a living one and other files are not")
    func stale() async throws {
        try await withFolder { folder in
            let path = folder + "/control.sock"
            let dead = try Self.boundSocket(path, listening: false)
            close(dead)
            let first = try Self.plainServer()
            try await first.start(on: .path(path))
            await #expect(throws: ServerError.inUse(path: path)) {
                try await Self.plainServer().start(on: .path(path))
            }
            let client = try RawClient(path: path)
            #expect(try await blocking { try client.call("org.varlink.service.GetInfo") } != nil)
            await first.shutDown(within: .seconds(1))

            let file = folder + "/file"
            close(open(file, O_CREAT | O_WRONLY, 0o600))
            await #expect(throws: ServerError.notASocket(path: file)) {
                try await Self.plainServer().start(on: .path(file))
            }
            #expect(access(file, F_OK) == 0)
            let long = "/tmp/" + String(repeating: "x", count: 200)
            await #expect(throws: ServerError.pathTooLong(path: long)) {
                try await Self.plainServer().start(on: .path(long))
            }
        }
    }

    @Test("An inherited descriptor is served when it listens, and refused when not")
    func descriptor() async throws {
        try await withFolder { folder in
            let path = folder + "/control.sock"
            let descriptor = try Self.boundSocket(path, listening: true)
            let server = try Self.plainServer()
            try await server.start(on: .descriptor(descriptor))
            let client = try RawClient(path: path)
            #expect(try await blocking { try client.call("org.varlink.service.GetInfo") } != nil)
            await server.shutDown(within: .seconds(1))
            #expect(access(path, F_OK) == 0, "the service manager's socket stays")

            await #expect(throws: ServerError.notListening(descriptor: 0)) {
                try await Self.plainServer().start(on: .descriptor(0))
            }
        }
    }

    private static func boundSocket(_ path: String, listening: Bool) throws -> Int32 {
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0, !listening || listen(descriptor, 16) == 0 else {
            throw ClientFault(operation: "bind", errno: errno)
        }
        return descriptor
    }
}
