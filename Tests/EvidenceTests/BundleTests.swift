import Evidence
import EventLog
import Glibc
import Testing

@Suite("An evidence bundle", .enabled(if: Python.isThere, "python3 and openssl are needed"))
struct BundleTests {
    private let key: SigningKey
    private let log: DiskLog
    private let checkpoints: [SignedCheckpoint]

    init() throws {
        key = try SigningKey(name: DiskLog.name, seed: [UInt8](repeating: 1, count: 32))
        log = try DiskLog((0..<9).map { [.text("a \($0)"), .text("b \($0)")] }, key: key)
        let open = try log.open()
        var made: [SignedCheckpoint] = []
        for size: UInt64 in [4, 9] {
            made.append(
                try Checkpoint(origin: key.name, size: size, root: open.root(at: size)).signed(with: key))
        }
        checkpoints = made
    }

    private func line(_ sequence: Int, kind: String = "some.thing", at: String = "2023-11-14T22:13:20Z")
        -> String
    {
        #"{"sequence":\#(sequence),"kind":"\#(kind)","schema":1,"at":"\#(at)","payload":{}}"#
    }

    private func check(_ events: [String]?, _ arguments: [String] = []) throws -> Python.Outcome {
        let directory = try TemporaryDirectory()
        let bundle = directory.path + "/bundle"
        try log.writeBundle(to: bundle, key: key.verifier, checkpoints: checkpoints, events: events)
        return try Python.run([bundle + "/verify.py"] + arguments, in: directory.path)
    }

    @Test("It is checked without Tocsin, and says what was and what was not proved")
    func whole() throws {
        let outcome = try check((1...18).map { line($0) })
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(outcome.output.contains("read: 9 blocks, events 1 to 18"))
        #expect(outcome.output.contains("PROVED: 2 checkpoints are signed by \(DiskLog.name)"))
        #expect(
            outcome.output.contains(
                "PROVED: 18 lines of events.ndjson have the number, the kind and the time"))
        #expect(outcome.output.contains("NOT PROVED: that log-key.pub"))
        #expect(try check(nil, ["--key", key.verifier.text]).output.contains("log-key.pub") == false)
    }

    @Test("Lines may be left out, but none may say what the blocks do not")
    func lines() throws {
        #expect(try check([line(3), line(9), line(18)]).status == 0)
        #expect(try check([]).status == 0)
        let unnamed = try check([line(3, kind: "not.named")])
        #expect(unnamed.status == 0 && unnamed.output.contains("have the number, the time"))
        for lines in [
            [line(3, kind: "log.checkpointSigned")], [line(3, at: "2023-11-14T22:13:21Z")],
            [line(3, at: "2023-11-14T22:13:20.000001Z")], [line(19)], [line(17), line(18), line(19)],
        ] { #expect(try check(lines).findings == ["line-differs"], "\(lines)") }
        for lines in [
            [line(3), line(3)], [line(4), line(3)], ["{}"], ["nonsense"], [line(3, at: "yesterday")],
        ] {
            #expect(try check(lines).findings == ["malformed"], "\(lines)")
        }
    }

    @Test("A log whose beginning is in archives is checked from there on, against the checkpoints behind it")
    func archived() throws {
        let blocks = try log.blocks()
        let last = blocks[4].key - 1
        let prefix = ArchivedPrefix(
            identity: DiskLog.identity, lastSequence: last, tree: try log.open().tree(through: last))
        _ = try EventLog.prune(directory: log.path, archived: prefix)
        let outcome = try check([line(Int(last) + 1)])
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(outcome.output.contains("events \(last + 1) to 18 are as they were"), "\(outcome.output)")
        #expect(try check([line(1)]).findings == ["line-differs"])
    }

    @Test("Another key than the one that was given is found")
    func otherKey() throws {
        let stranger = try SigningKey(name: DiskLog.name, seed: [UInt8](repeating: 5, count: 32))
        let outcome = try check(nil, ["--key", stranger.verifier.text])
        #expect(outcome.status == 1 && outcome.findings == ["unknown-key"])
        #expect(try check(nil, ["--key", "no key"]).findings == ["malformed"])
    }

    @Test("The directory is new, private and complete; the README is the last file of it")
    func files() throws {
        let directory = try TemporaryDirectory()
        let bundle = directory.path + "/bundle"
        try log.writeBundle(to: bundle, key: key.verifier, checkpoints: checkpoints, events: [line(1)])
        #expect(TemporaryDirectory.mode(bundle) == 0o700)
        for name in ["blocks.exact", "events.ndjson", "kinds.json", "log-key.pub", "verify.py", "README.txt"]
        {
            #expect(TemporaryDirectory.mode(bundle + "/" + name) & 0o077 == 0, "\(name)")
            #expect(access(bundle + "/" + name, R_OK) == 0, "\(name)")
        }
        #expect(access(bundle + "/checkpoints/0000000000009-2.note", R_OK) == 0)
        #expect(
            code { try log.writeBundle(to: bundle, key: key.verifier, checkpoints: []) } == .alreadyThere)
        let failing = directory.path + "/failing"
        let failure = EvidenceError(.cannotRead)
        #expect(
            code {
                try EvidenceBundle(key: key.verifier, checkpoints: []).write(
                    to: failing, blocks: { _ throws(EvidenceError) in throw failure }, events: nil)
            } == .cannotRead)
        #expect(access(failing + "/README.txt", F_OK) != 0)
        #expect(
            IndependentVerifier.source.split(separator: "\n", omittingEmptySubsequences: false).count <= 320)
    }

    @Test("The proof of one event is checked without Tocsin", arguments: [1, 2, 9, 18])
    func proof(event: UInt64) throws {
        let directory = try TemporaryDirectory()
        let script = try directory.file("verify.py", Array(IndependentVerifier.source.utf8))
        let proof = try EventProof.make(
            Envelope.Sequence(rawValue: event), in: log.open(), checkpoint: checkpoints[1])
        func check(_ text: String) throws -> Python.Outcome {
            let file = try directory.file("event.tlog-proof", Array(text.utf8))
            return try Python.run([script, "--proof", file, "--key", key.verifier.text], in: directory.path)
        }
        let outcome = try check(proof.text)
        #expect(
            outcome.status == 0 && outcome.output.contains("PROVED: event \(event), kind 7"),
            "\(outcome.output)")
        #expect(
            try check(proof.text.replacing("index \(proof.inclusion.index)", with: "index 8")).status
                == (proof.inclusion.index == 8 ? 0 : 1))
        #expect(try check("").status == 1)
        #expect(try check(String(proof.text.dropLast(30))).status == 1)
        let other = try EventProof(inclusion: proof.inclusion, checkpoint: checkpoints[1])
        let forged = other.text.replacing("\n9\n", with: "\n10\n")
        #expect(try check(forged).status == 1)
    }
}
