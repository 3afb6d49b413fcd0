import CrisisModel
import Cryptography
import Engine
import EventCodec
import EventLog
import Evidence
import Glibc
import Projections
import TestSupport
import Testing
import Varlink

/// Checkpoints go to whoever will have them, and an old one in a mail convicts who makes the log anew.
@Suite("Checkpoints and receipts")
struct WitnessTests {
    private static let solo = "release: {profile: solo, delayMinutes: 0}\n"

    private static func reasons(_ scope: DaemonScope) throws -> [String] {
        try scope.events("log.checkpointSigned").compactMap { $0.payload["reason"]?.stringValue }
    }

    @Test(
        "Signed at a stop, at its release, at a drill's end, on demand and at an orderly end; a copy beside")
    func moments() async throws {
        try await DaemonScope.up(configuration: Self.solo) { scope in
            try await scope.done("stop")
            _ = try await scope.waitForEvent("log.checkpointSigned") {
                $0.payload["reason"]?.stringValue == "stop"
            }
            try await Release.solo(scope)
            _ = try await scope.waitForEvent("log.checkpointSigned") {
                $0.payload["reason"]?.stringValue == "release"
            }
            try await scope.done("drill", "start", "night", "--clock-start", "2009-12-18T17:00:00Z")
            try await scope.done("drill", "end", "--drill", "night")
            _ = try await scope.waitForEvent("log.checkpointSigned") {
                $0.payload["reason"]?.stringValue == "drill"
            }
            let demanded = try await scope.ctl("log", "checkpoint", "--json")
            #expect(demanded.json["note"]?.stringValue == Files.text(scope.state + "/checkpoint"))
            #expect(try Self.reasons(scope).last == "demand")
            #expect(try await scope.terminate() == 0)
            let copy = Files.text(scope.state + "/checkpoint")
            try await scope.start()
            let newest = try #require(try scope.events("log.checkpointSigned").last)
            #expect(newest.payload["reason"]?.stringValue == "end")
            #expect(newest.payload["note"]?.stringValue == copy)
            let latest = try await scope.ctl("log", "checkpoint", "--latest", "--json")
            #expect(latest.json["note"]?.stringValue == copy)
            #expect(try await scope.verify().status == 0)
        }
    }

    @Test(
        "A mail that quotes and wraps an alert is a witness; a log made anew and signed by another key is not it"
    )
    func oldMail() async throws {
        try await DaemonScope.run { scope in
            let receiver = try await Receiver.start(in: scope.folder)
            try Files.write(
                "alerts:\n  - {name: desk, webhook: \"\(receiver.url("/alerts"))\"}\n",
                to: scope.configurationFile)
            try await scope.start()
            try scope.register(at: receiver.url())
            try scope.schedule("one", at: Moment.later, text: "What was said that night")
            try await scope.done("log", "checkpoint")
            try scope.call("org.tocsin.Alert.Test")
            let request = try await Wait.value("the alert") {
                try receiver.requests().first { $0.path == "/alerts" }
            }
            let line = try #require(request.body["checkpoint"]?.stringValue)
            let text = try #require(request.body["text"]?.stringValue)
            #expect(text.contains(line))
            try scope.schedule("two", at: Moment.later)
            #expect(try await scope.terminate() == 0)
            let log = scope.state + "/log"
            let key = scope.state + "/log-key.pub"
            let mails = [
                Self.quoted(text), Self.wrapped(Self.quoted(text)), Self.quotedPrintable(text),
                "On Friday somebody wrote:\r\n"
                    + Self.quoted(Self.quoted(text)).replacing("\n", with: "\r\n"),
            ]
            let forged = try Self.forge(scope)
            for (number, mail) in mails.enumerated() {
                let file = try scope.folder.write(mail, to: "mail-\(number)")
                let sound = try await scope.run(
                    Programs.control,
                    ["log", "verify", "--directory", log, "--checkpoint", file, "--key", key, "--json"])
                #expect(sound.status == 0, "\(number): \(sound)")
                #expect(sound.json["checkpoints"]?["matched"]?.integerValue == 1, "\(number): \(sound)")
                for key in [key, forged.key] {
                    let found = try await scope.run(
                        Programs.control,
                        ["log", "verify", "--directory", forged.log, "--checkpoint", file, "--key", key])
                    #expect(found.status != 0, "\(number): \(found)")
                }
            }
            let believed = try await scope.run(
                Programs.control, ["log", "verify", "--directory", forged.log, "--json"])
            #expect(believed.status == 0, "without the mail nothing is wrong with it: \(believed)")
        }
    }

    private static func quoted(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { "> \($0)\n" }.joined()
    }

    /// As mail programs do it: in the middle of what has no blank.
    private static func wrapped(_ text: String) -> String {
        text.split(separator: "\n").map { line in
            var rest = line[...]
            var lines: [String] = []
            while rest.count > 70 {
                lines.append(String(rest.prefix(70)))
                rest = "> " + rest.dropFirst(70)
            }
            return (lines + [String(rest)]).joined(separator: "\n") + "\n"
        }.joined()
    }

    private static func quotedPrintable(_ text: String) -> String {
        var encoded = ""
        var width = 0
        for byte in text.utf8 {
            let isPlain = byte == 10 || (byte >= 32 && byte < 127 && byte != UInt8(ascii: "="))
            let hex = String(byte, radix: 16, uppercase: true)
            let piece =
                isPlain ? String(UnicodeScalar(byte)) : "=" + (hex.count < 2 ? "0" + hex : hex)
            if byte == 10 {
                encoded += "\r\n"
                width = 0
                continue
            }
            if width + piece.count > 75 {
                encoded += "=\r\n"
                width = 0
            }
            encoded += piece
            width += piece.count
        }
        return encoded
    }

    /// The same log with one text changed, right in every checksum, hash and signature, under a key of the forger's.
    private static func forge(_ scope: DaemonScope) throws -> (log: String, key: String) {
        let source = try ClosedLog.open(scope.state + "/log")
        let place = scope.folder.file("forged")
        mkdir(place, 0o755)
        let first = try ClosedLog.open(scope.folder.file("first"))
        let key = try SigningKey.make(name: Checkpoint.origin(identity: source.identity))
        let events = try ClosedLog.events(source)
        // The blocks end where they ended, so that the sizes are the same.
        for block in try source.blocks(after: 0, through: UInt64(events.count)) {
            var batch = first.makeBatch()
            for sequence in block.firstSequence...(try block.lastSequence()) {
                var recorded = events[Int(sequence) - 1]
                recorded.event = try forged(recorded.event, first, key)
                try EventCodec.append(recorded, to: &batch)
            }
            _ = try first.commit(batch)
        }
        let importer = try BlockImporter.open(
            directory: place + "/log", identity: source.identity, createdAt: source.createdAt)
        for block in try first.blocks(after: 0, through: UInt64(events.count)) { try importer.add(block) }
        #expect(try importer.finish().isSound)
        try Files.write(key.verifier.text + "\n", to: place + "/log-key.pub")
        return (place + "/log", place + "/log-key.pub")
    }

    private static func forged(
        _ event: CrisisEvent, _ log: EventLog, _ key: SigningKey
    ) throws -> CrisisEvent {
        switch event {
        case .postScheduled(var post) where post.text == "What was said that night":
            post.text = "What was not said that night"
            post.textHash = StateHash.sha256(Array(post.text.utf8))
            return post.event
        case .logOpened(var opened):
            opened.publicKey = key.verifier.text
            return opened.event
        case .logCheckpointSigned(var signed):
            let size = UInt64(signed.treeSize)
            let root = try log.root(at: size)
            signed.root = CrisisModel.Digest(bytes: root.bytes) ?? .zero
            signed.stateHash = try StateHash.of(
                Replay.state(of: log, through: UInt64(signed.lastSequence)))
            signed.note = try Checkpoint(origin: key.name, size: size, root: root).signed(with: key).text
            return signed.event
        default: return event
        }
    }

    @Test("A final receipt is signed, of a drill's stop too, and one changed character is refused")
    func receipts() async throws {
        try await DaemonScope.up { scope in
            try await scope.done("stop", "--reason", "a reason")
            let epoch = "\(try #require(try scope.engagedEpochs().first))"
            _ = try await scope.finalReceipt(Int64(epoch) ?? 0)
            try await scope.done("drill", "start", "night", "--clock-start", "2009-12-18T17:00:00Z")
            try await scope.done("stop", "--drill", "night")
            let list = try scope.call("org.tocsin.Stop.List", ["drill": "night"])["stops"]?.arrayValue
            let number = "\(try #require(list?.first?["epoch"]?.integerValue))"
            for words in [[epoch], [number, "--drill", "night"]] {
                let note = try await Wait.value("the signed receipt") {
                    let answer = try await scope.run(
                        Programs.control,
                        ["receipt"] + words + ["--note", "--runtime-directory", scope.runtime])
                    return answer.status == 0 ? answer.output : nil
                }
                #expect(note.hasPrefix("tocsin-receipt@v1\n"), "\(note)")
                for (file, expected) in [("kept", true), ("changed", false)] {
                    let changed = note.replacing("stop ", with: expected ? "stop " : "stop 1")
                    let path = try scope.folder.write(changed, to: file)
                    let checked = try await scope.run(
                        Programs.control, ["receipt", "--check", path, "--key", scope.state + "/log-key.pub"])
                    #expect((checked.status == 0) == expected, "\(checked)")
                }
            }
        }
    }
}
