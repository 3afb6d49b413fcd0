import Glibc
import TestSupport
import Testing
import Varlink

/// The real programs: the log copied while it is written, and copies that are cut off, refused by the disk or by a
/// system call.
@Suite("The life of the store")
struct StoreLifeTests {
    private static func verify(_ scope: DaemonScope, _ directory: String) async throws -> CommandOutput {
        try await scope.run(Programs.control, ["log", "verify", "--directory", directory, "--json"])
    }

    /// A stopped daemon's log with some thousand mentions.
    private static func filled(_ scope: DaemonScope, mentions: Int) async throws -> String {
        try await scope.start()
        try Import.mentions(scope, count: mentions)
        #expect(try await scope.terminate() == 0)
        return scope.state + "/log"
    }

    @Test("A hot backup while mentions are imported is a sound log, and a second one catches up")
    func hotBackup() async throws {
        try await DaemonScope.up { scope in
            try Import.mentions(scope, count: 3_000)
            let backup = scope.folder.file("backup")
            async let imported: Void = OwnThread.run { _ = try? Import.mentions(scope, count: 6_000) }
            var heads: [Int64] = []
            for _ in 0..<5 {
                let copied = try await scope.ctl("log", "backup", backup, "--json")
                #expect(copied.status == 0, "\(copied)")
                heads.append(copied.json["lastSequence"]?.integerValue ?? 0)
                #expect(copied.json["verified"] == true)
            }
            await imported
            let last = try await scope.ctl("log", "backup", backup, "--json")
            #expect(heads == heads.sorted() && (heads.first ?? 0) >= 1)
            let file = scope.folder.file("log.exact")
            #expect(try await scope.ctl("log", "export", "--exact", "--out", file).status == 0)
            let again = try await scope.ctl(
                "log", "import", file, "--directory", scope.folder.file("imported"), "--json")
            #expect(again.status == 0 && again.json["verified"] == true, "\(again)")
            let figures = try await scope.ctl("log", "stats", "--json")
            #expect(figures.status == 0, "\(figures)")
            #expect(figures.json["events"]?.integerValue ?? 0 >= last.json["lastSequence"]?.integerValue ?? 1)
            // Each export is an event behind what it took along: the last backup is made with the daemon down.
            #expect(try await scope.terminate() == 0)
            let log = scope.state + "/log"
            #expect(try await scope.ctl("log", "backup", backup, "--directory", log).status == 0)
            let (source, copy) = (
                try await Self.verify(scope, log), try await Self.verify(scope, backup + "/log")
            )
            #expect(copy.status == 0 && source.status == 0, "\(copy) \(source)")
            #expect(copy.json["treeRoot"] == source.json["treeRoot"])
            #expect(copy.json["stateHash"] == source.json["stateHash"])
        }
    }

    @Test("A backup that is killed at any moment leaves the source sound and is gone on with")
    func killedBackup() async throws {
        try await DaemonScope.run { scope in
            let log = try await Self.filled(scope, mentions: 12_000)
            var random = SeededGenerator(seed: 7)
            let backup = scope.folder.file("backup")
            var plan = Child.Plan(
                Programs.control, ["log", "backup", backup, "--directory", log],
                output: scope.folder.file("backup.out"), errorOutput: scope.folder.file("backup.err"))
            plan.environment = [:]
            for _ in 0..<12 {
                let child = try Child(plan)
                let after = UInt32.random(in: 5_000...400_000, using: &random)
                await OwnThread.run {
                    usleep(after)
                    child.signal(SIGKILL)
                }
                _ = try await child.wait()
            }
            let done = try await scope.ctl("log", "backup", backup, "--directory", log, "--json")
            #expect(done.status == 0, "\(done)")
            let (source, copy) = (
                try await Self.verify(scope, log), try await Self.verify(scope, backup + "/log")
            )
            #expect(
                source.status == 0 && source.json["treeRoot"] == copy.json["treeRoot"], "\(source) \(copy)")
        }
    }

    @Test(
        "On a full disk backup and archive say so, and with room the same command completes",
        .enabled(if: Programs.canMount, "needs root and the right to mount"))
    func fullDisk() async throws {
        try await DaemonScope.run { scope in
            let log = try await Self.filled(scope, mentions: 8_000)
            let place = scope.folder.file("small")
            mkdir(place, 0o700)
            let control = Programs.control
            let script = """
                mount -t tmpfs -o size=24m tmpfs '\(place)' || exit 99
                head -c \((24 << 20) - (320 << 10)) /dev/zero > '\(place)/filler'
                '\(control)' log backup '\(place)/backup' --directory '\(log)'; echo "backup $?"
                '\(control)' log archive '\(place)/archives' --directory '\(log)' --through 100000; echo "archive $?"
                rm '\(place)/filler'
                '\(control)' log backup '\(place)/backup' --directory '\(log)'; echo "backup $?"
                '\(control)' log archive '\(place)/archives' --directory '\(log)' --through 100000; echo "archive $?"
                '\(control)' log archive --check '\(place)'/archives/*.archive --directory '\(log)'; echo "check $?"
                '\(control)' log verify --directory '\(place)/backup/log' > /dev/null; echo "verify $?"
                """
            let output = try await scope.run(Programs.unshare, ["--mount", "/bin/sh", "-c", script])
            let statuses = output.output.split(separator: "\n").filter {
                $0.wholeMatch(of: /[a-z]+ [0-9]+/) != nil
            }
            #expect(
                statuses == ["backup 73", "archive 73", "backup 0", "archive 0", "check 0", "verify 0"],
                "\(output)")
            #expect(output.errorOutput.contains("make room and run the same command again"))
            #expect(try await Self.verify(scope, log).status == 0)
        }
    }

    @Test("A pruning that is killed or meets a failing call leaves a sound log, and a repetition completes")
    func cutOffPruning() async throws {
        try await DaemonScope.run { scope in
            let log = try await Self.filled(scope, mentions: 6_000)
            let archives = scope.folder.file("archives")
            let made = try await scope.ctl(
                "log", "archive", archives, "--directory", log, "--through", "11000")
            #expect(made.status == 0, "\(made)")
            let root = try await Self.verify(scope, log).json["treeRoot"]
            for round in 0..<16 {
                let copy = scope.folder.file("copy-\(round)")
                _ = try await scope.run("/bin/cp", ["-a", log, copy])
                let words = [
                    "log", "prune", "--directory", copy, "--through", "11000", "--archives", archives,
                ]
                if round < 8, Programs.canTrace {
                    let call = round % 2 == 0 ? "pwrite64" : "fdatasync"
                    _ = try await scope.run(
                        Programs.strace,
                        [
                            "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(call)", "-e",
                            "inject=\(call):error=EIO:when=\(round / 2 + 1)", Programs.control,
                        ] + words)
                } else {
                    let plan = Child.Plan(
                        Programs.control, words, output: scope.folder.file("prune.out"),
                        errorOutput: scope.folder.file("prune.err"))
                    let child = try Child(plan)
                    await OwnThread.run {
                        usleep(UInt32(round) * 12_000)
                        child.signal(SIGKILL)
                    }
                    _ = try await child.wait()
                }
                let sound = try await Self.verify(scope, copy)
                #expect(sound.status == 0 && sound.json["treeRoot"] == root, "\(round): \(sound)")
                let again = try await scope.run(Programs.control, words)
                #expect(again.status == 0, "\(round): \(again)")
                let files = Files.names(in: archives).map { "\(archives)/\($0)" }
                let whole = try await scope.run(
                    Programs.control, ["log", "archive", "--check", "--directory", copy] + files)
                #expect(whole.status == 0, "\(round): \(whole)")
                Files.removeTree(copy)
            }
        }
    }

    private static let calls = [
        "pwrite64", "pwritev", "write", "writev", "fdatasync", "fsync", "ftruncate", "fallocate", "rename",
        "mkdir",
        "close", "msync",
    ]

    @Test(
        "Whichever writing system call of backup and archive fails, the source verifies and a repetition completes",
        .enabled(if: Programs.canTrace, "needs strace and the right to trace"),
        arguments: ["backup", "archive"])
    func failingCalls(verb: String) async throws {
        try await DaemonScope.run("failing-\(verb)") { scope in
            let log = try await Self.filled(scope, mentions: 40)
            let words = ["log", verb]
            let tail = ["--directory", log] + (verb == "archive" ? ["--through", "100000"] : [])
            var tried = 0
            var failed = 0
            for call in Self.calls {
                let trace = scope.folder.file("trace")
                let counted = try await scope.run(
                    Programs.strace,
                    ["-f", "-qq", "-o", trace, "-e", "trace=\(call)", Programs.control] + words
                        + [scope.folder.file("counted-\(call)")] + tail)
                #expect(counted.status == 0, "\(counted)")
                let count = Files.text(trace).split(separator: "\n").filter { $0.contains("\(call)(") }.count
                for number in 0..<count {
                    let target = scope.folder.file("\(call)-\(number)")
                    let error = number % 2 == 0 ? "EIO" : "ENOSPC"
                    let broken = try await scope.run(
                        Programs.strace,
                        [
                            "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(call)", "-e",
                            "inject=\(call):error=\(error):when=\(number + 1)", Programs.control,
                        ] + words + [target] + tail)
                    tried += 1
                    if broken.status != 0 { failed += 1 }
                    let sound = try await Self.verify(scope, log)
                    #expect(sound.status == 0, "\(call) \(number): \(sound)")
                    let again = try await scope.run(Programs.control, words + [target] + tail)
                    #expect(again.status == 0, "\(call) \(number): \(broken) \(again)")
                    let place = verb == "backup" ? ["verify", "--directory", target + "/log"] : nil
                    let files = Files.names(in: target).filter { $0.hasSuffix(".archive") }.map {
                        "\(target)/\($0)"
                    }
                    let checked = try await scope.run(
                        Programs.control,
                        ["log"] + (place ?? ["archive", "--check"] + files + ["--directory", log]))
                    #expect(checked.status == 0, "\(call) \(number): \(checked)")
                }
            }
            #expect(failed > 0)
            print("\(verb): \(tried) system calls failed once each, \(failed) of them ended the command")
        }
    }
}
