import Glibc
import TestSupport
import Testing
import Varlink

/// Starts that must fail, each with its exit code and words, and what a bad reload does not do.
@Suite("Start and reload")
struct StartTests {
    @Test("A second daemon on the same directory ends at once, names the first, and does it no harm")
    func second() async throws {
        try await DaemonScope.up { scope in
            let output = try await scope.runToItsEnd()
            #expect(output.status == 3, "\(output)")
            #expect(output.errorOutput.contains("another tocsind (pid \(scope.daemon?.pid ?? 0))"))
            #expect(output.errorOutput.contains("Next:"))
            try await scope.done("stop")
            #expect(try scope.engagedEpochs().count == 1)
        }
    }

    private static let badConfigurations: [(text: String, line: Int, says: String)] = [
        ("organisation: Example\nrelase:\n  persons: 2\n", 2, "release"),
        ("release:\n  persons: two\n", 2, "release.persons"),
        ("release: {persons: 3}\n", 1, "release.persons"),
        ("organisation: [1, 2\n", 2, ""),
        ("roles:\n  releaser: {users: [no-such-user-here]}\n", 2, "no-such-user-here"),
        ("roles:\n  releaser: {users: [root]}\n", 2, "root"),
        ("alerts:\n  - {name: mail, webhook: \"http://example.org/x\"}\n", 2, "https"),
        ("alerts:\n  - {name: a, webhook: \"https://user:pw@example.org/x\"}\n", 2, "webhook"),
        ("overdueGraceSeconds: -1\n", 1, "overdueGraceSeconds"),
        ("overdueGraceSeconds: 1\noverdueGraceSeconds: 2\n", 1, "given more than once"),
    ]

    @Test(
        "A configuration with an error is refused with file, line and the nearest key",
        arguments: badConfigurations)
    func configuration(text: String, line: Int, says: String) async throws {
        try await DaemonScope.run("configuration", configuration: text) { scope in
            for arguments in [["--check-config"], []] {
                let output = try await scope.runToItsEnd(arguments: arguments)
                #expect(output.status == 4, "\(output)")
                #expect(output.errorOutput.contains("\(scope.configurationFile):\(line):"), "\(output)")
                #expect(output.errorOutput.contains(says), "\(output)")
            }
        }
    }

    @Test("A configuration that is named and missing is an error; check-config of a good one says so")
    func missing() async throws {
        try await DaemonScope.run { scope in
            let good = try await scope.runToItsEnd(arguments: ["--check-config"])
            #expect(good.status == 0, "\(good)")
            unlink(scope.configurationFile)
            let output = try await scope.runToItsEnd()
            #expect(output.status == 4, "\(output)")
            #expect(output.errorOutput.contains(scope.configurationFile))
        }
    }

    @Test(
        "SIGHUP with a bad file keeps the configuration in force; with a good one it is applied and recorded")
    func reload() async throws {
        try await DaemonScope.up(configuration: "organisation: First\n") { scope in
            try Files.write("organisation: Second\nbogus: 1\n", to: scope.configurationFile)
            scope.daemon?.signal(SIGHUP)
            try await Wait.until("the journal to tell") {
                scope.daemonOutput.contains("the one in force stays")
            }
            #expect(scope.daemonOutput.contains("bogus"))
            #expect(try scope.status()["organisation"]?.stringValue == "First")
            #expect(try scope.errorName("org.tocsin.Service.Reload") == "bad-configuration")
            try Files.write("organisation: Third\n", to: scope.configurationFile)
            scope.daemon?.signal(SIGHUP)
            try await Wait.until("it to be applied") {
                try scope.status()["organisation"]?.stringValue == "Third"
            }
            let applied = try scope.events("configuration.applied")
            #expect(applied.count == 2)
            #expect(applied.last?.payload["text"]?.stringValue == "organisation: Third\n")
            try await scope.restart()
            #expect(try scope.events("configuration.applied").count == 2, "the same one again is no event")
        }
    }

    @Test("A log of a newer version is not touched: exit code 6 and what to do")
    func newer() async throws {
        try await DaemonScope.up { scope in
            try await scope.kill9()
            let changed = try patch(scope, Array("TOCSINLG".utf8)) { bytes, start in bytes[start + 8] = 9 }
            #expect(changed > 0)
            let before = Files.bytes(scope.state + "/log/data.mdb")
            let output = try await scope.runToItsEnd()
            #expect(output.status == 6, "\(output)")
            #expect(output.errorOutput.contains("newer version"))
            // Zeros behind the last page in use may be added: they are no part of the log.
            let isUntouched = Files.bytes(scope.state + "/log/data.mdb").starts(with: before)
            #expect(isUntouched)
        }
    }

    @Test("Directories that cannot be used: exit code 7, and which")
    func directories() async throws {
        try await DaemonScope.run { scope in
            try Files.write("a file", to: scope.state)
            let output = try await scope.runToItsEnd()
            #expect(output.status == 7, "\(output)")
            #expect(output.errorOutput.contains(scope.state))
        }
    }

    @Test(
        "A stop socket left behind by a killed daemon is replaced; one that a living process owns is not taken"
    )
    func socketLeftBehind() async throws {
        try await DaemonScope.up { scope in
            try await scope.kill9()
            #expect(Files.exists(scope.stopSocket))
            try await scope.start()
            try await scope.done("stop")
            // Another state directory, the same runtime directory.
            let output = try await scope.run(
                Programs.daemon,
                [
                    "--state-directory", scope.folder.file("other"), "--runtime-directory", scope.runtime,
                    "--config", scope.configurationFile,
                ])
            #expect(output.status == 8, "\(output)")
            try await scope.done("status")
            #expect(try scope.engagedEpochs().count == 1)
        }
    }

    /// Changes bytes wherever they stand in the log's file: old pages may hold them too.
    private func patch(_ scope: DaemonScope, _ needle: [UInt8], _ change: (inout [UInt8], Int) -> Void) throws
        -> Int
    {
        let path = scope.state + "/log/data.mdb"
        var bytes = Files.bytes(path)
        var found: [Int] = []
        var index = 0
        while index + needle.count <= bytes.count {
            if bytes[index] == needle[0], bytes[index..<index + needle.count].elementsEqual(needle) {
                found.append(index)
            }
            index += 1
        }
        for start in found { change(&bytes, start) }
        try Files.write(bytes, to: path)
        return found.count
    }
}
