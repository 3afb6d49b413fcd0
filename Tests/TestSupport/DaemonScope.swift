import Glibc
import Synchronization
package import Varlink

/// One test's instance: a folder, a configuration, directories, and the daemon that runs there now, if any.
package final class DaemonScope: Sendable {
    package static let plainConfiguration = "organisation: Example\n"
    /// Enough for any test; the shipped reserve is 64 MB, which forty tests need not write.
    private static let reserveBytes = 4 * 1_024 * 1_024
    /// The descriptor that a passphrase is read from.
    private static let secretDescriptor: Int32 = 9

    package let folder: TemporaryFolder
    package let configurationFile: String
    package let state: String
    package let runtime: String
    private let running = Mutex<Child?>(nil)
    private let counter = Mutex(0)

    private init(_ name: String, configuration: String) throws {
        folder = try TemporaryFolder(name)
        state = folder.file("state")
        runtime = folder.file("run")
        configurationFile = try folder.write(configuration, to: "tocsin.yaml")
    }

    /// Makes the instance, ends what was started in it, and shows what the daemon said when the test throws.
    package static func run(
        _ name: String = #function, configuration: String = plainConfiguration,
        _ body: (DaemonScope) async throws -> Void
    ) async throws {
        await Slots.shared.take()
        do {
            let scope = try DaemonScope(name, configuration: configuration)
            do {
                try await body(scope)
                try await scope.kill9()
            } catch {
                print("\(name): the daemon's output:\n\(scope.daemonOutput.suffix(8_000))")
                try await scope.kill9()
                throw error
            }
        } catch {
            await Slots.shared.give()
            throw error
        }
        await Slots.shared.give()
    }

    /// The same, with the daemon up.
    package static func up(
        _ name: String = #function, configuration: String = plainConfiguration,
        _ body: (DaemonScope) async throws -> Void
    ) async throws {
        try await run(name, configuration: configuration) { scope in
            try await scope.start()
            try await body(scope)
        }
    }

    package var controlSocket: String { runtime + "/control.sock" }
    package var stopSocket: String { runtime + "/stop.sock" }
    package var daemonOutput: String {
        Files.text(folder.file("daemon.err")) + Files.text(folder.file("daemon.out"))
    }
    package var daemon: Child? { running.withLock { $0 } }

    // MARK: The daemon

    package var daemonArguments: [String] {
        [
            "--config", configurationFile, "--state-directory", state, "--runtime-directory", runtime,
            "--reserve-bytes", "\(Self.reserveBytes)",
        ]
    }

    /// Starts it and does not wait.
    @discardableResult
    package func spawn(
        arguments: [String] = [], environment: [String: String] = [:], program: String = Programs.daemon,
        programArguments: [String] = []
    ) throws -> Child {
        var plan = Child.Plan(
            program, programArguments + daemonArguments + arguments, output: folder.file("daemon.out"),
            errorOutput: folder.file("daemon.err")
        )
        plan.environment = environment
        let child = try Child(plan)
        running.withLock { $0 = child }
        return child
    }

    package func start(arguments: [String] = [], environment: [String: String] = [:]) async throws {
        try spawn(arguments: arguments, environment: environment)
        try await untilReady()
    }

    package func untilReady() async throws {
        try await Wait.until("the daemon to be ready") {
            if let status = daemon?.status {
                throw SupportError("the daemon ended with \(status):\n\(daemonOutput.suffix(4_000))")
            }
            guard Files.exists(controlSocket) else { return false }
            do throws(VarlinkClientError) {
                _ = try call("org.tocsin.Service.Status", timeout: .seconds(2))
                return true
            } catch {
                return false
            }
        }
    }

    /// Runs it until it ends by itself, as a daemon that may not start does.
    package func runToItsEnd(arguments: [String] = []) async throws -> CommandOutput {
        try await run(Programs.daemon, daemonArguments + arguments)
    }

    package func kill9() async throws {
        try await daemon?.kill9()
        running.withLock { $0 = nil }
    }

    /// SIGTERM, and the exit code.
    package func terminate() async throws -> Int32 {
        guard let daemon else { throw SupportError("no daemon runs") }
        daemon.signal(SIGTERM)
        let status = try await daemon.wait()
        running.withLock { $0 = nil }
        return status
    }

    package func restart() async throws {
        try await kill9()
        try await start()
    }

    // MARK: Commands

    /// Any program, to its end.
    package func run(
        _ program: String, _ arguments: [String], user: UInt32? = nil, secrets: [Int32: String] = [:],
        input: String? = nil, environment: [String: String] = [:], within patience: Duration = .seconds(90)
    ) async throws -> CommandOutput {
        let number = counter.withLock { number in
            number += 1
            return number
        }
        let (output, errors) = (folder.file("command-\(number).out"), folder.file("command-\(number).err"))
        var plan = Child.Plan(program, arguments, output: output, errorOutput: errors)
        plan.user = user
        plan.secrets = secrets
        plan.environment = environment
        if let input { plan.input = .text(input) }
        let status = try await Child(plan).wait(within: patience)
        return CommandOutput(
            words: arguments.joined(separator: " "), status: status, output: Files.text(output),
            errorOutput: Files.text(errors)
        )
    }

    /// `tocsinctl`, on this instance.
    package func ctl(
        _ words: String..., user: UInt32? = nil, passphrase: String? = nil, input: String? = nil
    ) async throws -> CommandOutput {
        let secrets = passphrase.map { [Self.secretDescriptor: $0 + "\n"] } ?? [:]
        let extra = passphrase == nil ? [] : ["--passphrase-fd", "\(Self.secretDescriptor)"]
        return try await run(
            Programs.control, words + extra + ["--runtime-directory", runtime], user: user, secrets: secrets,
            input: input)
    }

    /// `tocsinctl` that must succeed.
    @discardableResult
    package func done(_ words: String..., user: UInt32? = nil) async throws -> CommandOutput {
        let output = try await run(Programs.control, words + ["--runtime-directory", runtime], user: user)
        guard output.status == 0 else { throw SupportError("\(output)") }
        return output
    }

    // MARK: Calls

    package func client(timeout: Duration = .seconds(30)) throws(VarlinkClientError) -> VarlinkClient {
        try VarlinkClient(connectingTo: controlSocket, timeout: timeout)
    }

    /// One call on a connection of its own.
    @discardableResult
    package func call(
        _ method: String, _ parameters: JSONValue = [:], timeout: Duration = .seconds(30)
    ) throws(VarlinkClientError) -> JSONValue {
        try client(timeout: timeout).call(method, parameters)
    }

    /// The name of the error that a call is answered with; nil when it succeeded.
    package func errorName(_ method: String, _ parameters: JSONValue = [:]) throws(VarlinkClientError)
        -> String?
    {
        do throws(VarlinkClientError) {
            try call(method, parameters)
            return nil
        } catch .errorReply(let name, let values) {
            return values["code"]?.stringValue ?? name
        }
    }

    /// The whole log, or the events of one kind.
    package func events(_ kind: String? = nil) throws -> [LoggedEvent] {
        var lines: [String] = []
        try client().callMore("org.tocsin.Log.Export", ["personalData": true]) { reply, _ in
            lines += reply["lines"]?.arrayValue?.compactMap(\.stringValue) ?? []
            return .next
        }
        return try lines.map(LoggedEvent.init).filter { kind == nil || $0.kind == kind }
    }

    package func waitForEvent(
        _ kind: String, within patience: Duration = Wait.patience,
        where matches: (LoggedEvent) -> Bool = { _ in true }
    ) async throws -> LoggedEvent {
        try await Wait.value("the event \(kind)", within: patience) { try events(kind).first(where: matches) }
    }

    /// Order, checksums, causes and the fold.
    package func verify() async throws -> CommandOutput {
        try await run(Programs.control, ["log", "verify", "--json", "--runtime-directory", runtime])
    }
}
