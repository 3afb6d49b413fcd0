import BenchmarkSupport
import Glibc

/// A redis-server of our own on a Unix socket, ended by its process id.
final class RedisServer {
    private static let patienceMicroseconds: UInt64 = 10_000_000

    let ping: [String]
    private let server: Program

    init(programs: [String], in folder: Folder) throws(BenchmarkError) {
        for program in programs where access(program, X_OK) != 0 {
            throw BenchmarkError("\(program) is missing")
        }
        let socket = folder.path + "/redis.sock"
        ping = [programs[1], "-s", socket, "PING"]
        server = try Program(
            [programs[0], "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder.path],
            log: folder.path + "/redis.log"
        )
        let start = BenchmarkClock.monotonic()
        while BenchmarkClock.monotonic() - start < Self.patienceMicroseconds * 1_000 {
            if access(socket, F_OK) == 0, try Program.time(ping).1 == 0 { return }
            BenchmarkClock.pause(microseconds: 5_000)
        }
        throw BenchmarkError("redis-server does not start")
    }

    deinit {
        server.signal(SIGTERM)
        _ = server.waitForEnd()
    }
}
