import Glibc
import TestSupport
import Testing
import Varlink

/// What the service manager sees of the daemon.
@Suite("Under a service manager")
struct SystemdTests {
    @Test(
        "Started by its sockets: the first connection to the control socket starts it",
        .enabled(if: Programs.canActivateSockets, "needs systemd-socket-activate"))
    func activation() async throws {
        try await DaemonScope.run { scope in
            try activate(scope)
            try await scope.untilReady()
            #expect(try scope.stops().isEmpty)
            try await scope.done("stop")
            #expect(try scope.engagedEpochs().count == 1)
        }
    }

    @Test(
        "A stop that causes the start comes up stopped, before anything that is due goes out",
        .enabled(if: Programs.canActivateSockets, "needs systemd-socket-activate"))
    func activatedByStop() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            try scope.schedule("soon", at: Moment.after(milliseconds: 2_500))
            try await scope.kill9()
            unlink(scope.stopSocket)
            unlink(scope.controlSocket)
            try activate(scope)
            let press = try await Wait.value("the stop socket") {
                do throws(SupportError) { return try RawSocket.connected(scope.stopSocket) } catch {
                    return nil
                }
            }
            press.send("stop\n")
            let answer = await OwnThread.run { press.receive(until: UInt8(ascii: "\n")) ?? [] }
            #expect(String(decoding: answer, as: UTF8.self).contains("STOPPED"))
            try await scope.untilReady()
            try await Wait.until("the stop to be in the log") { try scope.engagedEpochs().count == 1 }
            #expect(try await scope.wait(for: "soon", toBe: ["held", "published", "missed"]) != "published")
            #expect(try receiver.requests().isEmpty)
        }
    }

    @Test("READY, a status that a person can read, watchdog pings, RELOADING and STOPPING are told")
    func notifications() async throws {
        try await DaemonScope.run { scope in
            let manager = try NotifySocket(scope.folder.file("notify"))
            try await scope.start(environment: [
                "NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "400000",
            ])
            try await manager.waitFor("READY=1") {
                $0.contains("READY=1") && $0.contains("STATUS=Posts go out")
            }
            for _ in 0..<3 { try await manager.waitFor("a ping") { $0.contains("WATCHDOG=1") } }
            scope.daemon?.signal(SIGHUP)
            try await manager.waitFor("RELOADING=1") { $0.contains("RELOADING=1") }
            try await manager.waitFor("READY=1 after the reload") { $0.contains("READY=1") }
            try await scope.done("stop")
            try await manager.waitFor("a status that says stopped") { $0.contains("STATUS=STOPPED") }
            #expect(try await scope.terminate() == 0)
            try await manager.waitFor("STOPPING=1") { $0.contains("STOPPING=1") }
        }
    }

    @Test("SIGTERM ends it in order with exit code 0, with streams open and posts on their way")
    func termination() async throws {
        try await DaemonScope.up { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url("/hang"))
            try scope.schedule("hanging", at: Moment.after(milliseconds: 200))
            let streams = try (0..<4).map { _ in try RawSocket(scope.controlSocket) }
            for stream in streams {
                stream.send(
                    #"{"method":"org.tocsin.Log.Tail","parameters":{"follow":true,"from":1},"more":true}"#
                        + "\u{0}")
                let first = await OwnThread.run { stream.receive(until: 0) }
                #expect(first?.isEmpty == false)
            }
            let tail = try follow(scope)
            try await Wait.until("the post to hang") { try receiver.requests().count == 1 }
            scope.daemon?.signal(SIGTERM)
            let status = try await scope.daemon?.wait(within: .seconds(10))
            #expect(status == 0)
            #expect(try await tail.wait() != 128 + SIGKILL)
            try await scope.start()
            #expect(try scope.state(of: "hanging") == "unknown")
            let sound = try await scope.verify()
            #expect(sound.status == 0, "\(sound)")
            withExtendedLifetime(streams) {}
        }
    }

    @Test(
        "SIGTERM right after the start, at any moment: exit code 0 and a sound log",
        arguments: [0, 5, 20, 60, 120])
    func earlyTermination(milliseconds: UInt32) async throws {
        try await DaemonScope.run("earlyTermination") { scope in
            let child = try scope.spawn()
            usleep(milliseconds * 1_000)
            child.signal(SIGTERM)
            let status = try await child.wait()
            // Before it has blocked the signal, a signal ends any process.
            #expect(status == 0 || status == 128 + SIGTERM)
            try await scope.start()
            let sound = try await scope.verify()
            #expect(sound.status == 0, "\(sound)")
            #expect(try scope.stops().isEmpty)
        }
    }

    private func follow(_ scope: DaemonScope) throws -> Child {
        try Child(
            Child.Plan(
                Programs.control, ["log", "tail", "--follow", "--runtime-directory", scope.runtime],
                output: scope.folder.file("tail.out"), errorOutput: scope.folder.file("tail.err")))
    }

    private func activate(_ scope: DaemonScope) throws {
        mkdir(scope.runtime, 0o755)
        try scope.spawn(
            program: Programs.socketActivate,
            programArguments: [
                "--listen=\(scope.controlSocket)", "--listen=\(scope.stopSocket)", "--fdname=varlink:stop",
                Programs.daemon,
            ])
    }
}
