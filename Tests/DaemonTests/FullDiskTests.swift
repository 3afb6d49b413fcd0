import CrisisModel
import Glibc
import TestSupport
import Testing
import Varlink

/// A small file system of its own for the state directory, in a mount namespace that only the daemon sees.
@Suite("Full disk")
struct FullDiskTests {
    @Test(
        "On a full disk intake is refused clearly, a stop is durable, and with space again all is well",
        .enabled(if: Programs.canMount, "needs root and the right to mount"))
    func full() async throws {
        try await DaemonScope.run { scope in
            mkdir(scope.state, 0o700)
            try mounted(scope)
            try await scope.untilReady()
            let receiver = try await Receiver.start(in: scope.folder)
            try scope.register(at: receiver.url())
            try scope.schedule("queued", at: Moment.later)
            // Everything but the log's own reserve is taken by somebody else.
            _ = try await inside(scope, "cat /dev/zero > \(scope.state)/filler; true")
            let (taken, refusal) = try fill(scope)
            #expect(refusal == "no-space")
            #expect(try scope.status()["publishing"]?.boolValue == true, "the daemon is alive")
            let schedule = try await scope.ctl("post", "schedule", "desk", "Hi", "--at", Moment.later)
            #expect(schedule.status == 10, "\(schedule)")
            #expect(schedule.all.contains("disk is full"))
            let stop = try await scope.ctl("stop", "--reason", "the disk is full")
            #expect(stop.status == 0, "\(stop)")
            #expect(stop.output.contains("On disk"))
            #expect(try scope.state(of: "queued") == "held")
            #expect(try scope.events("stop.engaged").count == 1)
            _ = try await inside(scope, "rm \(scope.state)/filler")
            let again = try await Wait.value("intake to be taken again") {
                let reply = try importOne(scope, "after-\(Moment.now().microsecondsSinceEpoch)")
                return reply == nil ? true : nil
            }
            #expect(again)
            let recorded = Set(
                try scope.events("mention.recorded").compactMap { $0.payload["id"]?.stringValue })
            #expect(Set(taken).isSubset(of: recorded), "what was acknowledged is there")
            // What was refused for want of space was not recorded, and is not taken for known.
            #expect(try importOne(scope, "refused") == nil)
            #expect(
                try scope.events("mention.recorded").contains { $0.payload["id"]?.stringValue == "refused" })
            let sound = try await scope.verify()
            #expect(sound.status == 0, "\(sound)")
        }
    }

    /// Until intake is refused: the ids that were taken, and the refusal's code.
    private func fill(_ scope: DaemonScope) throws -> (taken: [String], refusal: String) {
        var taken: [String] = []
        for number in 0..<4_000 {
            let id = "fill-\(number)"
            if let refusal = try importOne(scope, id) {
                // The same one again, to be asked for later.
                _ = try importOne(scope, "refused")
                return (taken, refusal)
            }
            taken.append(id)
        }
        return (taken, "none")
    }

    /// Nil when it was taken.
    private func importOne(_ scope: DaemonScope, _ id: String) throws -> String? {
        let line = Import.line(
            id, text: String(repeating: "stuck in the tunnel ", count: 400), at: "2026-01-01T00:00:00Z")
        let parameters: JSONValue = ["lines": [.string(line)], "firstLine": 1, "mode": "history"]
        return try scope.errorName("org.tocsin.Mention.Import", parameters)
    }

    private func mounted(_ scope: DaemonScope) throws {
        let script = "mount -t tmpfs -o size=16m,mode=700 tmpfs '\(scope.state)' && exec \"$@\""
        try scope.spawn(
            program: Programs.unshare,
            programArguments: ["--mount", "/bin/sh", "-c", script, "sh", Programs.daemon])
    }

    private func inside(_ scope: DaemonScope, _ script: String) async throws -> CommandOutput {
        try await scope.run(
            "/usr/bin/nsenter", ["--target", "\(scope.daemon?.pid ?? 0)", "--mount", "/bin/sh", "-c", script])
    }
}
