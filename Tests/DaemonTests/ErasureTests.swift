import CrisisModel
import Glibc
import TestSupport
import Testing
import Varlink

/// The people in the log: never in clear on the disk, gone when their key is, and nothing else changes by it.
@Suite("Erasure")
struct ErasureTests {
    private static let handle = "@handle-7QXV"
    /// Whatever tells of the author.
    private static let tells = [
        "@handle-7QXV", "handle-7QXV", "Vera Verschwunden 9KWM", "vid-7QXV-", "Zeile 9KWM",
        "example.org/7QXV",
    ]
    private static let others = ["@other-3LPT", "worte 3LPT"]

    /// A hundred mentions of one author among as many of others, with a rule that they fire.
    private static func lines(_ numbers: Range<Int>) -> [JSONValue] {
        numbers.flatMap { number -> [JSONValue] in
            let time = Moment.now().rfc3339
            let victim: JSONValue = [
                "source": "test", "id": .string("vid-7QXV-\(number)"), "author": .string(handle),
                "name": "Vera Verschwunden 9KWM",
                "text": .string("terrible awful horrible worst service ever, Zeile 9KWM \(number)"),
                "link": .string("https://example.org/7QXV/\(number)"), "occurredAt": .string(time),
            ]
            let other: JSONValue = [
                "source": "test", "id": .string("other-\(number)"),
                "author": .string("@other-3LPT-\(number % 6)"),
                "text": .string("terrible awful delay, worte 3LPT \(number)"), "occurredAt": .string(time),
            ]
            return [.string(victim.text), .string(other.text)]
        }
    }

    private static func take(_ scope: DaemonScope, _ lines: [JSONValue]) throws -> JSONValue {
        try scope.call(
            "org.tocsin.Mention.Import", ["lines": .array(lines), "firstLine": 1, "mode": "live"])
    }

    private static func fill(_ scope: DaemonScope) throws {
        try scope.call(
            "org.tocsin.Rule.Adopt",
            ["rule": "angry", "kind": "count", "windowMinutes": 60, "threshold": 20, "minimumAuthors": 2])
        let reply = try take(scope, lines(0..<100))
        #expect(reply["recorded"]?.integerValue == 200, "\(reply)")
    }

    /// Files of the state directory that hold any of the texts, with the text.
    private static func traces(of texts: [String], in directory: String) -> [String] {
        var found: [String] = []
        for name in Files.names(in: directory) {
            let path = directory + "/" + name
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                found += traces(of: texts, in: path)
            } else if status.st_mode & S_IFMT == S_IFREG {
                let bytes = Files.bytes(path)
                for text in texts where !LogDamage.places(of: Array(text.utf8), in: bytes).isEmpty {
                    found.append("\(path): \(text)")
                }
            }
        }
        return found
    }

    private static func readable(_ scope: DaemonScope) throws -> [String] {
        try scope.events("mention.recorded").compactMap { $0.payload["text"]?.stringValue }
            .filter { $0.contains("9KWM") }
    }

    private static func erase(_ scope: DaemonScope) throws -> JSONValue {
        try scope.call(
            "org.tocsin.Log.EraseAuthor",
            ["source": "test", "handle": .string(handle), "reason": "asked for it", "role": "dpo"])
    }

    private static func stateHash(_ scope: DaemonScope, at sequence: Int64) throws -> String {
        var hash = ""
        try scope.client().callMore("org.tocsin.Log.StateAt", ["sequence": .integer(sequence)]) { reply, _ in
            hash = reply["stateHash"]?.stringValue ?? ""
            return .next
        }
        return hash
    }

    private static func counts(_ scope: DaemonScope) throws -> [JSONValue?] {
        let status = try scope.status()
        let names = ["mentions", "negativeMentions", "openCrises", "crisisPhase"]
        return names.map { status[$0] } + [try scope.call("org.tocsin.Rule.List")["rules"]]
    }

    @Test("Erased by name is erased in the drills too, and the name does not stay in the reason")
    func drillsToo() async throws {
        try await DaemonScope.up { scope in
            let line =
                #"{"source":"test","id":"d1","author":"\#(Self.handle)","text":"in the exercise","occurredAt":"2009-12-18T17:00:00Z"}"#
            try scope.call(
                "org.tocsin.Drill.Start", ["name": "night", "clockStart": "2009-12-18T17:00:00Z"])
            for drill in [nil, "night"] {
                var parameters: JSONObject = ["lines": [.string(line)], "firstLine": 1, "mode": "history"]
                if let drill { parameters["drill"] = .string(drill) }
                try scope.call("org.tocsin.Mention.Import", .object(parameters))
            }
            let named: JSONValue = [
                "source": "test", "handle": .string(Self.handle), "reason": .string("for \(Self.handle)"),
            ]
            #expect(
                try scope.errorName("org.tocsin.Log.EraseAuthor", named) == "personal-reason")
            let answer = try Self.erase(scope)
            #expect(answer["mentions"]?.integerValue == 2 && answer["keyDestroyed"]?.boolValue == true)
            let texts = try scope.events("mention.recorded").compactMap { $0.payload["text"]?.stringValue }
            #expect(!texts.contains("in the exercise"), "\(texts)")
        }
    }

    @Test("Of an erased author nothing is left in any file, and nothing else has changed")
    func erased() async throws {
        try await DaemonScope.up { scope in
            try Self.fill(scope)
            #expect(try Self.readable(scope).count == 100)
            #expect(try !scope.events("detection.fired").isEmpty)
            #expect(Self.traces(of: Self.tells + Self.others, in: scope.state).isEmpty, "never in clear")
            let old = try await scope.ctl("log", "checkpoint", "--json")
            let head = try #require(old.json["lastSequence"]?.integerValue)
            let note = try scope.folder.write(old.json["note"]?.stringValue ?? "", to: "old.note")
            let before = try (Self.counts(scope), Self.stateHash(scope, at: head))
            let fired = try scope.events("detection.fired").map(\.description)
            let answer = try Self.erase(scope)
            #expect(answer["mentions"]?.integerValue == 100 && answer["keyDestroyed"]?.boolValue == true)
            #expect(try Self.readable(scope).isEmpty)
            #expect(try Self.counts(scope) == before.0)
            #expect(try Self.stateHash(scope, at: head) == before.1)
            #expect(before.1 == old.json["stateHash"]?.stringValue)
            #expect(try scope.events("detection.fired").map(\.description) == fired)
            #expect(try await scope.verify().status == 0)
            let others = try scope.events("mention.recorded").compactMap { $0.payload["text"]?.stringValue }
            #expect(others.count { $0.contains("3LPT") } == 100, "the others can be read")
            // Heard again, they are somebody new.
            let known = try #require(answer["author"]?.integerValue)
            #expect(try Self.take(scope, Self.lines(100..<101))["recorded"]?.integerValue == 2)
            let assigned = try #require(try scope.events("author.keyAssigned").last)
            #expect((assigned.payload["author"]?.integerValue ?? 0) > known, "\(assigned)")
            #expect(try Self.readable(scope).count == 1)
            #expect(try await scope.terminate() == 0)
            #expect(Self.traces(of: Self.tells + Self.others, in: scope.state).isEmpty)
            let verify = try await scope.run(
                Programs.control,
                [
                    "log", "verify", "--directory", scope.state + "/log", "--checkpoint", note, "--key",
                    scope.state + "/log-key.pub", "--json",
                ])
            #expect(verify.status == 0, "\(verify)")
            #expect(verify.json["checkpoints"]?["matched"]?.integerValue == 1, "\(verify)")
        }
    }

    @Test("A legal hold refuses the erasure, and its end allows it")
    func hold() async throws {
        try await DaemonScope.up { scope in
            try Self.fill(scope)
            let placed = try await scope.ctl(
                "log", "hold", "place", "--source", "test", "--handle", Self.handle, "--reason", "court",
                "--json")
            let hold = try #require(placed.json["hold"]?.integerValue, "\(placed)")
            let refused = try await scope.ctl(
                "log", "erase-author", "--source", "test", "--handle", Self.handle, "--reason", "asked")
            #expect(refused.status == 10 && refused.all.contains("hold"), "\(refused)")
            #expect(try Self.readable(scope).count == 100)
            try await scope.done("log", "hold", "lift", "\(hold)")
            let everybody = try scope.call("org.tocsin.Log.PlaceLegalHold", ["reason": "all of them"])
            #expect(
                try scope.errorName(
                    "org.tocsin.Log.EraseAuthor",
                    ["source": "test", "handle": .string(Self.handle), "reason": "asked"]) != nil)
            try scope.call("org.tocsin.Log.LiftLegalHold", ["hold": everybody["hold"] ?? .null])
            let allowed = try await scope.ctl(
                "log", "erase-author", "--source", "test", "--handle", Self.handle, "--reason", "asked")
            #expect(allowed.status == 0, "\(allowed)")
            #expect(try Self.readable(scope).isEmpty)
            #expect(Self.traces(of: Self.tells, in: scope.state).isEmpty, "nor in what was refused")
        }
    }

    @Test("Yesterday's key file put back over today's: the next start destroys the key again")
    func restoredKeys() async throws {
        try await DaemonScope.up { scope in
            try Self.fill(scope)
            #expect(try await scope.terminate() == 0)
            let keys = scope.state + "/author-keys"
            let yesterday = Files.bytes(keys)
            try await scope.start()
            _ = try Self.erase(scope)
            #expect(Files.bytes(keys) != yesterday)
            try await scope.kill9()
            try Files.write(yesterday, to: keys, mode: 0o600)
            try await scope.start()
            #expect(Files.bytes(keys) != yesterday)
            #expect(try Self.readable(scope).isEmpty)
            #expect(scope.daemonOutput.contains("destroyed now"))
            #expect(try scope.events("mention.recorded").count == 200)
            #expect(try await scope.verify().status == 0)
        }
    }

    @Test(
        "A key file that is gone: an alert says so, old texts stay sealed, and mentions go on with new keys")
    func missingKeys() async throws {
        try await DaemonScope.up { scope in
            try Self.fill(scope)
            try await scope.kill9()
            unlink(scope.state + "/author-keys")
            try await scope.start()
            let alert = try await scope.waitForEvent("alert.raised") {
                $0.payload["subject"]?.stringValue?.contains("keys of 7 authors") == true
            }
            #expect(alert.payload["text"]?.stringValue?.contains("cannot be read") == true)
            #expect(try Self.readable(scope).isEmpty)
            #expect(try Self.take(scope, Self.lines(100..<110))["recorded"]?.integerValue == 20)
            #expect(try Self.readable(scope).count == 10)
            #expect(try await scope.verify().status == 0)
            try await scope.restart()
            #expect(try Self.readable(scope).count == 10)
            try await scope.done("stop")
        }
    }

    @Test("An export without personal data has none; a mention deleted at its source shows its text no more")
    func exportAndDeletion() async throws {
        try await DaemonScope.up { scope in
            try Self.fill(scope)
            let bare = try await scope.ctl("log", "export")
            let full = try await scope.ctl("log", "export", "--personal-data", "--purpose", "an audit")
            for text in Self.tells + Self.others {
                #expect(!bare.output.contains(text), "\(text)")
                #expect(full.output.contains(text), "\(text)")
            }
            let exported = try scope.events("log.exported")
            #expect(exported.contains { $0.payload["purpose"]?.stringValue == "an audit" })
            let first = try #require(
                try scope.events("mention.recorded").first {
                    $0.payload["id"]?.stringValue == "vid-7QXV-5"
                })
            let shown = try await scope.ctl("mention", "show", "\(first.sequence)")
            #expect(shown.output.contains("9KWM 5"), "\(shown)")
            try await scope.done(
                "mention", "delete", "--source", "test", "--id", "vid-7QXV-5", "--reason", "gone")
            let hidden = try await scope.ctl("mention", "show", "\(first.sequence)")
            #expect(!hidden.output.contains("9KWM 5"), "\(hidden)")
            let list = try await scope.ctl("mention", "list", "--limit", "500")
            #expect(!list.output.contains("9KWM 5 ") && !list.output.contains("9KWM 5\n"), "\(list)")
            #expect(
                try scope.events("mention.deletedAtSource").first?.payload["mention"]?.integerValue
                    == first.sequence)
            #expect(try scope.events("mention.recorded").count == 200, "the record stays")
            #expect(try await scope.verify().status == 0)
        }
    }
}
