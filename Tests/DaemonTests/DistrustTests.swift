import Testing
import TestSupport
import Varlink

/// What an auditor who believes nothing tries first.
@Suite("An auditor's first tries")
struct DistrustTests {
    @Test("A file that was cut is NOT SOUND, in words, and no question to it dies without any")
    func cutFile() async throws {
        try await DaemonScope.up { scope in
            for _ in 0..<20 { try await scope.done("log", "checkpoint") }
            let copy = scope.folder.file("cut")
            try await scope.done("log", "backup", copy)
            let path = copy + "/log/data.mdb"
            let bytes = Files.bytes(path)
            for share in [2, 3, 8] {
                try Files.write(Array(bytes[..<(bytes.count / share)]), to: path)
                for verb in ["verify", "stats"] {
                    let found = try await scope.run(
                        Programs.control, ["log", verb, "--directory", copy + "/log"])
                    #expect(found.status == 21, "\(verb): \(found)")
                    #expect(found.all.contains("Next:"), "\(verb): \(found)")
                }
            }
        }
    }

    @Test("A folder without a log is no unsound log")
    func noLog() async throws {
        try await DaemonScope.up { scope in
            let copy = scope.folder.file("copy")
            try await scope.done("log", "backup", copy)
            let found = try await scope.run(Programs.control, ["log", "verify", "--directory", copy])
            #expect(found.status == 66 && found.all.contains("\(copy)/log"), "\(found)")
        }
    }

    @Test("A mailbox with another log's checkpoint in it is still a witness")
    func mailbox() async throws {
        try await DaemonScope.up { scope in
            try await scope.done("log", "checkpoint")
            let own = Files.text(scope.state + "/checkpoint")
            let copy = scope.folder.file("copy")
            try await scope.done("log", "backup", copy)
            let foreign =
                "tocsin-checkpoint tocsin/0123456789abcdef0123456789abcdef 1 "
                + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= "
                + String(repeating: "A", count: 92)
            let both = try scope.folder.write(foreign + "\n\n" + own, to: "mailbox")
            let found = try await scope.run(
                Programs.control, ["log", "verify", "--directory", copy + "/log", "--checkpoint", both])
            #expect(found.status == 0 && found.all.contains("1 of 1 match"), "\(found)")
        }
    }

    @Test("This machine signed more than the log in place holds: stopped, and the checkpoint is kept")
    func lostEnd() async throws {
        try await DaemonScope.up { scope in
            try await scope.kill9()
            let old = Files.bytes(scope.state + "/log/data.mdb")
            try await scope.start()
            for _ in 0..<3 { try await scope.done("log", "checkpoint") }
            let signed = Files.text(scope.state + "/checkpoint")
            try await scope.kill9()
            try Files.write(old, to: scope.state + "/log/data.mdb")
            try await scope.start()
            // The stop is in force at once; its event follows.
            try await Wait.until("the stop is in the log") { try scope.engagedEpochs().count == 1 }
            #expect(try scope.status()["publishing"]?.boolValue == false)
            #expect(Files.text(scope.state + "/checkpoint-beyond-the-log") == signed)
            try await scope.restart()
            #expect(try scope.engagedEpochs().count == 1)
        }
    }
}
