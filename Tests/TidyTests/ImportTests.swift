import Testing

/// What each target may see. SwiftPM checks declared dependencies only, and not even all of those: this is the table.
private let allowed: [String: Set<String>] = [
    "LMDB": ["CLMDB", "Glibc", "Synchronization"],
    "HTTPTransport": ["CCurl", "Glibc", "Synchronization"],
    "Systemd": ["CSystemd", "Glibc", "Synchronization"],
    "Cryptography": ["CCrypto", "Glibc"],
    "Varlink": ["Glibc"],
    "Zlib": ["CZlib"],
    "CrisisModel": ["Synchronization"],
    "Sentiment": ["CSentimentWeights"],
    "VarlinkServer": ["Glibc", "NIOCore", "NIOPosix", "Synchronization", "Varlink"],
    "Gate": ["CStopPath", "Glibc", "Synchronization"],
    "EventLog": ["CChecksum", "Cryptography", "Glibc", "LMDB", "Synchronization"],
    "Detection": ["CrisisModel"],
    "SentimentTraining": ["Glibc", "Sentiment"],
    "EventCodec": ["CrisisModel", "Cryptography", "EventLog", "Varlink"],
    "Evidence": ["CVerifier", "Cryptography", "EventLog", "Glibc"],
    "Engine": ["CrisisModel", "Detection"],
    "Networks": ["CrisisModel", "Gate", "HTTPTransport", "Synchronization", "Varlink"],
    "Scenarios": ["CrisisModel"],
    "PersonalData": ["CrisisModel", "Cryptography", "Glibc"],
    "Projections": [
        "CrisisModel", "Cryptography", "Engine", "EventCodec", "EventLog", "Evidence", "Glibc", "Varlink",
    ],
    "LogFiles": ["Cryptography", "EventLog", "Glibc", "Varlink", "Zlib"],
    "Rewind": [
        "CrisisModel", "Engine", "EventCodec", "EventLog", "Evidence", "Glibc", "Projections", "Varlink",
    ],
    "ControlInterface": ["CInterfaces", "Varlink"],
    "TocsinDaemon": [
        "ArgumentParser", "CTimers", "ControlInterface", "CrisisModel", "Cryptography", "Detection", "Engine",
        "EventCodec", "EventLog", "Evidence", "Gate", "Glibc", "HTTPTransport", "LogFiles", "Networks",
        "PersonalData", "Projections", "Rewind", "Scenarios",
        "Sentiment",
        "Synchronization", "Systemd", "Varlink", "VarlinkServer", "Yams",
    ],
    // No NIO, no YAML, no libcurl: it starts fast, and a stop must not wait for a linker.
    "TocsinCommands": [
        "ArgumentParser", "ControlInterface", "CrisisModel", "Cryptography", "Detection", "EventCodec",
        "EventLog",
        "Evidence", "Glibc", "LogFiles", "PersonalData", "Projections", "Rewind", "Scenarios", "Sentiment",
        "SentimentTraining", "Synchronization", "Varlink",
    ],
    "tocsind": ["ArgumentParser", "Glibc", "TocsinDaemon"],
    "tocsinctl": ["ArgumentParser", "Glibc", "TocsinCommands"],
]

/// The one door to each C library.
private let doors: [String: String] = [
    "CChecksum": "EventLog", "CCrypto": "Cryptography", "CCurl": "HTTPTransport",
    "CInterfaces": "ControlInterface",
    "CLMDB": "LMDB", "CSentimentWeights": "Sentiment", "CStopPath": "Gate", "CSystemd": "Systemd",
    "CTimers": "TocsinDaemon", "CVerifier": "Evidence", "CZlib": "Zlib",
]

/// Values alone: nothing in them may wait, look at a clock or touch the machine.
private let pure: Set<String> = ["CrisisModel", "Detection", "Engine", "Scenarios", "Sentiment"]

/// Files of the daemon outside `World.swift` that may wait, each with its reason.
private let mayWait: Set<String> = [
    // Paces a rehearsal on a terminal, from the client's side of the control socket.
    "Sources/TocsinDaemon/Rehearsal/Rehearsal.swift"
]

@Suite("Who may see what")
struct ImportTests {
    private static func imports(of target: String) throws -> [String: [String]] {
        var found: [String: [String]] = [:]
        for file in try Repository.files(under: "Sources/" + target, endingIn: [".swift"]) {
            for line in try Repository.lines(of: file) {
                let words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
                guard let index = words.firstIndex(of: "import"), words.count > index + 1,
                    words[..<index].allSatisfy({
                        ["package", "private", "internal", "fileprivate"].contains($0)
                    })
                else { continue }
                let kinds: Set<Substring> = [
                    "struct", "class", "enum", "protocol", "func", "var", "typealias",
                ]
                let module = kinds.contains(words[index + 1]) ? words[index + 2] : words[index + 1]
                found[String(module.prefix { $0 != "." }), default: []].append(file)
            }
        }
        return found
    }

    @Test("Each target imports what its row of the table allows and nothing else")
    func table() throws {
        for target in try Repository.targets() where !target.hasPrefix("C") || allowed[target] != nil {
            guard let row = allowed[target] else {
                Issue.record("Sources/\(target) has no row in the table of imports")
                continue
            }
            for (module, files) in try Self.imports(of: target) {
                #expect(
                    row.contains(module),
                    "\(target) may not import \(module): \(files.joined(separator: ", "))")
            }
        }
    }

    @Test("A C module has exactly one importer")
    func doorsToC() throws {
        for target in try Repository.targets() where doors[target] == nil {
            for module in try Self.imports(of: target).keys {
                if let door = doors[module] { #expect(door == target, "\(module) is for \(door) alone") }
            }
        }
        for target in try Repository.targets() where target.hasPrefix("C") && allowed[target] == nil {
            #expect(doors[target] != nil, "nobody is named as the importer of \(target)")
        }
    }

    @Test("The two command libraries do not know each other")
    func commandLibraries() throws {
        #expect(try Self.imports(of: "TocsinDaemon")["TocsinCommands"] == nil)
        #expect(try Self.imports(of: "TocsinCommands")["TocsinDaemon"] == nil)
    }

    @Test("The pure targets read no clock and never wait")
    func pureTargets() throws {
        for (file, code) in try SourceText.all.get()
        where pure.contains(where: { file.hasPrefix("Sources/\($0)/") }) {
            for word in ["ContinuousClock", "SuspendingClock", "Task.sleep", "await "] {
                #expect(!code.contains(word), "\(file): \(word)")
            }
        }
    }

    @Test("In the daemon only World.swift reads the wall clock or sleeps")
    func world() throws {
        for (file, code) in try SourceText.all.get()
        where file.hasPrefix("Sources/TocsinDaemon/") && !file.hasSuffix("/World.swift")
            && !mayWait.contains(file)
        {
            let words = [
                "CLOCK_REALTIME", "clock_gettime", "gettimeofday", "Task.sleep", "usleep", "nanosleep",
                "ContinuousClock", "SuspendingClock", "time(nil)",
            ]
            for word in words { #expect(!code.contains(word), "\(file): \(word)") }
        }
    }

    @Test("Nothing is public: the modules see each other through package")
    func access() throws {
        for (file, code) in try SourceText.all.get()
        where file.hasPrefix("Sources/") && (code.contains("public ") || code.contains("open ")) {
            #expect(code.firstMatch(of: /(?m)^\s*(public|open)\s/) == nil, "\(file)")
        }
    }
}
