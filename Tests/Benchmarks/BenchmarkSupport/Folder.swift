import Glibc

/// A folder that is gone when this value is.
package final class Folder {
    package let path: String

    /// On a real disk: `TOCSIN_BENCHMARK_DIRECTORY`, or a usual place that is not in memory.
    package static func onDisk() throws(BenchmarkError) -> Folder {
        let wanted =
            getenv("TOCSIN_BENCHMARK_DIRECTORY").map { [String(cString: $0)] } ?? ["/var/tmp", "/tmp"]
        for place in wanted where !isInMemory(place) && access(place, W_OK) == 0 {
            return try Folder(in: place)
        }
        throw BenchmarkError("no disk to write to: set TOCSIN_BENCHMARK_DIRECTORY")
    }

    /// Where the runtime directory of an installed daemon would be: in memory. Nil where nothing is.
    package static func inMemory() throws(BenchmarkError) -> Folder? {
        for place in ["/run", "/dev/shm"] where isInMemory(place) && access(place, W_OK) == 0 {
            return try Folder(in: place)
        }
        return nil
    }

    private init(in place: String) throws(BenchmarkError) {
        var template = Array("\(place)/tocsin-benchmark-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let made else { throw BenchmarkError("no folder can be made in \(place): errno \(errno)") }
        path = made
    }

    deinit {
        do throws(BenchmarkError) { _ = try Program.time(["/bin/rm", "-rf", "--", path]) } catch {}
    }

    package func folder(_ name: String) throws(BenchmarkError) -> String {
        let inner = path + "/" + name
        guard mkdir(inner, 0o755) == 0 else {
            throw BenchmarkError("\(inner) cannot be made: errno \(errno)")
        }
        return inner
    }

    package func write(_ text: String, to name: String) throws(BenchmarkError) -> String {
        let file = path + "/" + name
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw BenchmarkError("\(file) cannot be made: errno \(errno)") }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw BenchmarkError("\(file) cannot be written: errno \(errno)") }
            rest = rest.dropFirst(count)
        }
        return file
    }

    /// By the longest mount point above it.
    private static func isInMemory(_ place: String) -> Bool {
        var found = (point: "", kind: "")
        for line in Program.text(of: "/proc/self/mounts").split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 2 else { continue }
            let point = String(words[1])
            guard place == point || place.hasPrefix(point == "/" ? "/" : point + "/") else { continue }
            if point.count >= found.point.count { found = (point, String(words[2])) }
        }
        return found.kind == "tmpfs"
    }
}
