import TestSupport
import Testing

/// It runs headless on one small machine, beside everything else that runs there.
@Suite("A small host")
struct SmallHostTests {
    /// What the idle daemon may hold that is not a file's page, in KiB.
    private static let anonymousKibibytesMax = 25 * 1024

    @Test("An idle daemon with a thousand mentions and a post in its queue keeps its memory small")
    func memory() async throws {
        try await DaemonScope.up { scope in
            try scope.register("main", at: "http://127.0.0.1:1/posts")
            try await scope.done("post", "schedule", "main", "hello", "--at", "2099-01-01T00:00:00Z")
            let lines = (0..<1_000).map {
                #"{"source":"s","id":"\#($0)","author":"@a","text":"stuck in the tunnel","occurredAt":"2026-01-01T00:00:00Z"}"#
            }
            let path = try scope.folder.write(lines.joined(separator: "\n"), to: "mentions.ndjson")
            try await scope.done("mention", "import", path, "--history")
            let pid = try #require(scope.daemon?.pid)
            let status = Files.text("/proc/\(pid)/status")
            let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") })
            let kibibytes = try #require(line.split(separator: " ").compactMap { Int($0) }.first)
            #expect(kibibytes < Self.anonymousKibibytesMax, "\(line)")
        }
    }
}
