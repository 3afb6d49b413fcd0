import CrisisModel
import Glibc
package import Varlink

/// The real `tocsind` in directories of its own: the log on the disk, the sockets and the runtime latch in
/// memory.
package final class LiveDaemon {
    private static let configuration = """
        organisation: Benchmark
        limits:
          connections: 256
          connectionsPerUser: 200

        """
    private static let patienceMicroseconds: UInt64 = 60_000_000

    package let disk: Folder
    /// Whether the runtime directory is in memory, as an installed daemon's is.
    package let runtimeIsInMemory: Bool
    private let runtimeFolder: Folder?
    private let runtime: String
    private let program: Program

    /// On a state directory of its own, or on one that is there already.
    package init(
        policy: SchedulingPolicy = .normal, state given: String? = nil
    ) throws(BenchmarkError) {
        disk = try Folder.onDisk()
        runtimeFolder = try Folder.inMemory()
        runtimeIsInMemory = runtimeFolder != nil
        runtime = try (runtimeFolder ?? disk).folder("run")
        let configuration = try disk.write(Self.configuration, to: "tocsin.yaml")
        let state: String
        if let given { state = given } else { state = try disk.folder("state") }
        program = try Program(
            policy.prefix + [
                try Program.ours("tocsind"), "--config", configuration, "--state-directory", state,
                "--runtime-directory", runtime,
            ], log: disk.path + "/tocsind.log"
        )
        try waitUntilReady()
    }

    package var runtimeDirectory: String { runtime }
    package var controlSocket: String { runtime + "/control.sock" }
    package var stopSocket: String { runtime + "/stop.sock" }
    package var processorTime: UInt64 { program.processorTime }
    package var pid: Int32 { program.pid }

    package func client() throws(BenchmarkError) -> VarlinkClient {
        do throws(VarlinkClientError) {
            return try VarlinkClient(connectingTo: controlSocket, timeout: .seconds(120))
        } catch {
            throw BenchmarkError("the daemon does not answer: \(error)")
        }
    }

    package func call(_ method: String, _ parameters: JSONValue = [:]) throws(BenchmarkError) -> JSONValue {
        let client = try client()
        do throws(VarlinkClientError) {
            return try client.call(method, parameters)
        } catch {
            throw BenchmarkError("\(method): \(error)")
        }
    }

    private func waitUntilReady() throws(BenchmarkError) {
        let start = BenchmarkClock.monotonic()
        while BenchmarkClock.monotonic() - start < Self.patienceMicroseconds * 1_000 {
            guard program.isRunning else { break }
            do throws(BenchmarkError) {
                _ = try call("org.tocsin.Service.Status")
                return
            } catch {
                BenchmarkClock.pause(microseconds: 2_000)
            }
        }
        throw BenchmarkError(
            "the daemon does not start:\n" + Program.text(of: disk.path + "/tocsind.log").suffix(2_000))
    }

    /// kill -9, and the end of it.
    package func kill() {
        program.signal(SIGKILL)
        _ = program.waitForEnd()
    }

    /// An orderly end.
    package func end() throws(BenchmarkError) {
        program.signal(SIGTERM)
        let status = program.waitForEnd()
        guard status == 0 else { throw BenchmarkError("the daemon ended with \(status)") }
    }

    // MARK: What a benchmark needs in it

    /// Accounts, and posts on them that are due tomorrow.
    package func schedule(posts: Int, accounts: Int) throws(BenchmarkError) {
        for account in 0..<accounts {
            _ = try call(
                "org.tocsin.Account.Register",
                [
                    "account": .string("account-\(account)"), "network": "webhook",
                    "handle": .string("@a\(account)"),
                    "unit": "rail", "endpoint": "http://127.0.0.1:9/never",
                ]
            )
        }
        let dueAt = EventTime(microsecondsSinceEpoch: BenchmarkClock.wallMicroseconds()).adding(
            seconds: 86_400
        ).rfc3339
        for start in stride(from: 0, to: posts, by: 500) {
            let many = (start..<min(start + 500, posts)).map { number -> JSONValue in
                [
                    "post": .string("post-\(number)"), "account": .string("account-\(number % accounts)"),
                    "text": .string("Offer number \(number): half price until Sunday."),
                    "dueAt": .string(dueAt),
                ]
            }
            let reply = try call("org.tocsin.Post.ScheduleMany", ["posts": .array(many)])
            guard reply["refused"]?.arrayValue?.isEmpty == true else {
                throw BenchmarkError("posts were refused: \(reply.text.prefix(400))")
            }
        }
        let queued = try call("org.tocsin.Service.Status")["scheduledPosts"]?.integerValue
        guard queued == Int64(posts) else {
            throw BenchmarkError("\(queued ?? 0) of \(posts) posts are queued")
        }
    }

    /// A rule that hears every mention and never fires.
    package func adoptQuietRule() throws(BenchmarkError) {
        _ = try call(
            "org.tocsin.Rule.Adopt",
            [
                "rule": "angry-hour", "kind": "count", "unit": "rail", "windowMinutes": 60,
                "threshold": 50_000,
                "minimumAuthors": 50_000, "scoreBelow": 0,
            ]
        )
    }
}
