import BenchmarkSupport
import Glibc
import Varlink

/// One stop over the stop socket, timed from the write of the request.
struct StopPress {
    /// Microseconds. The daemon's stamps are of the same wall clock as ours, so that what it did is known
    /// without the time that this process needs to be woken for the answer.
    var gateClosed: Double
    var durable: Double?
    /// From the write to the answer in our hands.
    var roundTrip: Double
    /// The daemon's own count, from the moment at which its stop thread saw the request.
    var gateClosedInside: Double
    var durableInside: Double?
    var epoch: Int64

    private static let request =
        Array(#"{"method":"org.tocsin.Stop.Engage","parameters":{"reason":"benchmark"}}"#.utf8) + [0]

    static func make(at socket: String) throws(BenchmarkError) -> StopPress {
        let descriptor = try connect(to: socket)
        defer { close(descriptor) }
        let wall = BenchmarkClock.nanoseconds(CLOCK_REALTIME)
        let start = BenchmarkClock.monotonic()
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            throw BenchmarkError("the stop could not be sent: errno \(errno)")
        }
        let answer = try receive(descriptor)
        let roundTrip = BenchmarkClock.monotonic() - start
        return try read(answer, wall: Double(wall) / 1_000, roundTrip: Double(roundTrip) / 1_000)
    }

    private static func read(_ answer: [UInt8], wall: Double, roundTrip: Double) throws(BenchmarkError)
        -> StopPress
    {
        let reply: JSONValue
        do throws(JSONError) {
            reply = try JSONValue(parsing: answer)["parameters"] ?? .null
        } catch {
            throw BenchmarkError("the answer to a stop is not JSON: \(error)")
        }
        guard let epoch = reply["epoch"]?.integerValue, let closed = reply["gateClosed"]?.integerValue,
            let inside = reply["gateClosedAfterNanoseconds"]?.integerValue,
            reply["repeated"]?.boolValue == false
        else {
            throw BenchmarkError("not the answer to a new stop: \(String(decoding: answer, as: UTF8.self))")
        }
        return StopPress(
            gateClosed: Double(closed) - wall,
            durable: reply["durable"]?.integerValue.map { Double($0) - wall },
            roundTrip: roundTrip, gateClosedInside: Double(inside) / 1_000,
            durableInside: reply["durableAfterNanoseconds"]?.integerValue.map { Double($0) / 1_000 },
            epoch: epoch
        )
    }

    private static func connect(to path: String) throws(BenchmarkError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw BenchmarkError("the path is too long for a socket: \(path)")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else {
            let number = errno
            close(descriptor)
            throw BenchmarkError("the stop socket does not answer: errno \(number)")
        }
        return descriptor
    }

    /// Up to the NUL.
    private static func receive(_ descriptor: Int32) throws(BenchmarkError) -> [UInt8] {
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw BenchmarkError("the stop was not answered") }
            answer += buffer[..<count]
            if answer.last == 0 { return Array(answer.dropLast()) }
        }
    }
}
