import EventCodec
import EventLog
import Evidence
import Glibc
import Testing
import Varlink

@testable import TocsinCommands

@Suite("Evidence on the command line")
struct LogEvidenceTests {
    private let folder = TemporaryFolder()
    private let key: SigningKey
    private let checkpoints: [SignedCheckpoint]
    private var directory: String { folder.path + "/log" }

    /// Nine blocks of one event; checkpoints of 4 and 9 blocks.
    init() throws {
        let log = try EventLog.open(
            directory: folder.path + "/log", options: EventLogOptions(reserveBytes: 0), clock: .system())
        let made = try LogKey.open(
            directory: folder.path, name: Checkpoint.origin(identity: log.identity))
        var checkpoints: [SignedCheckpoint] = []
        for number in 1...9 {
            let line =
                #"{"sequence":\#(number),"kind":"log.opened","at":"2026-01-01T00:00:00Z","actor":"ana","#
                + #""payload":{"version":"1","bootID":"b","epoch":\#(number)}}"#
            var batch = log.makeBatch()
            try EventCodec.append(try EventCodec.parse(JSONValue(parsing: line)), to: &batch)
            try log.append(&batch)
            if number == 4 || number == 9 {
                let head = log.head
                checkpoints.append(
                    try Checkpoint(origin: made.verifier.name, size: head.blockCount, root: head.treeRoot)
                        .signed(with: made.signing))
            }
        }
        key = made.signing
        self.checkpoints = checkpoints
    }

    private func note(_ index: Int) -> String { folder.file("\(index).note", checkpoints[index].text) }

    private func run(_ arguments: String...) -> (status: CommandStatus, harness: Harness) {
        let harness = Harness()
        let session = Session(
            console: harness.console, surroundings: harness.surroundings,
            findPlace: { _ in .installed },
            connect: { _ throws(VarlinkClientError) in throw .closed },
            connectPipeline: { _ throws(VarlinkClientError) in throw .closed })
        return (CommandLineTool.run(arguments, in: session), harness)
    }

    @Test("One event is proved against the newest checkpoint beside the log, and checked anywhere")
    func proveEvent() throws {
        _ = folder.file("checkpoint", checkpoints[1].text)
        let file = folder.path + "/5.tlog-proof"
        #expect(run("log", "prove", "5", "--directory", directory, "--out", file).status == .done)
        let (status, harness) = run("log", "prove", "--check", file, "--key", key.verifier.text)
        #expect(status == .done && harness.console.output.contains("PROVED"), "\(harness.console.output)")
        #expect(harness.console.output.contains("log.opened"))
        let json = run("log", "prove", "--check", file, "--key", folder.path + "/log-key.pub", "--json")
            .harness
        #expect(try JSONValue(parsing: json.console.output)["sequence"] == 5)
        let stranger = try SigningKey.make(name: key.name)
        #expect(run("log", "prove", "--check", file, "--key", stranger.verifier.text).status == .notSound)
        // Nothing is overwritten.
        #expect(run("log", "prove", "5", "--directory", directory, "--out", file).status == .cannotWrite)
        #expect(run("log", "prove", "10", "--directory", directory).status == .badInput)
    }

    @Test("Without a signed checkpoint that covers it nothing is proved")
    func uncovered() throws {
        #expect(run("log", "prove", "5", "--directory", directory).status == .badInput)
        #expect(
            run("log", "prove", "5", "--directory", directory, "--checkpoint", note(0)).status == .badInput)
        #expect(run("log", "prove", "4", "--directory", directory, "--checkpoint", note(0)).status == .done)
    }

    @Test("That the log only grew is proved between two of its checkpoints")
    func proveGrowth() throws {
        _ = folder.file("checkpoint", checkpoints[1].text)
        let made = run("log", "prove", "--from", "4", "--directory", directory, "--checkpoint", note(0))
        #expect(made.status == .done)
        let file = folder.file("growth", made.harness.console.output)
        let (status, harness) = run("log", "prove", "--check", file, "--key", key.verifier.text)
        #expect(
            status == .done && harness.console.output.contains("9 blocks begins with the log of 4 blocks"))
        #expect(run("log", "prove", "--from", "5", "--directory", directory).status == .badInput)
        let damaged = folder.file("damaged", made.harness.console.output.replacing("\n4\n", with: "\n3\n"))
        #expect(run("log", "prove", "--check", damaged, "--key", key.verifier.text).status == .notSound)
    }

    @Test("A log is verified against what somebody kept, a pasted mail too")
    func verify() throws {
        let line = try #require(CheckpointLine.text(of: checkpoints[0]))
        let mail = folder.file("mail", "> Dear all,\r\n> \r\n> see\r\n> \(line)\r\n")
        let (status, harness) = run(
            "log", "verify", "--directory", directory, "--checkpoint", mail, "--key", key.verifier.text)
        #expect(status == .done, "\(harness.console.output)")
        #expect(harness.console.output.contains("events 1 to 4 are those that were there"))
        #expect(harness.console.output.contains("events 5 to 9, which are newer"))
        #expect(harness.console.output.contains("1 of 1 match"))
        let json = run(
            "log", "verify", "--directory", directory, "--checkpoint", mail, "--checkpoint", note(1), "--json"
        ).harness
        let seen = try JSONValue(parsing: json.console.output)["checkpoints"]
        #expect(seen?["matched"] == 2 && seen?["throughSequence"] == 9 && seen?["signaturesChecked"] == true)
    }

    @Test("A checkpoint that does not fit, or is signed by another key, makes the log not sound")
    func mismatch() throws {
        let lie = try Checkpoint(
            origin: key.name, size: 3, root: checkpoints[0].checkpoint.root
        ).signed(with: key)
        let file = folder.file("lie", lie.text)
        let (status, harness) = run(
            "log", "verify", "--directory", directory, "--checkpoint", file, "--key", key.verifier.text)
        #expect(status == .notSound && harness.console.output.contains("witness-mismatch"))
        let stranger = try SigningKey.make(name: key.name)
        let resealed = folder.file(
            "resealed", try checkpoints[0].checkpoint.signed(with: stranger).text)
        let other = run("log", "verify", "--directory", directory, "--checkpoint", resealed)
        #expect(other.status == .notSound && other.harness.console.output.contains("unknown-key"))
        let beyond = try Checkpoint(
            origin: key.name, size: 10, root: checkpoints[0].checkpoint.root
        ).signed(with: key)
        let end = run(
            "log", "verify", "--directory", directory, "--checkpoint", folder.file("beyond", beyond.text))
        #expect(end.status == .notSound && end.harness.console.output.contains("witness-beyond-end"))
    }

    @Test("Texts without a checkpoint, of another log, and wrong command lines are refused")
    func refused() throws {
        let empty = folder.file("empty", "nothing here\n")
        #expect(run("log", "verify", "--directory", directory, "--checkpoint", empty).status == .badInput)
        let foreign = try Checkpoint(
            origin: "tocsin/other", size: 1, root: checkpoints[0].checkpoint.root
        ).signed(with: try SigningKey.make(name: "tocsin/other"))
        #expect(
            run(
                "log", "verify", "--directory", directory, "--checkpoint",
                folder.file("foreign", foreign.text)
            )
            .status == .badInput)
        #expect(
            run("log", "verify", "--directory", directory, "--checkpoint", note(0), "--key", "a+b").status
                == .badInput)
        for arguments in [["--check", empty], ["5", "--from", "4", "--directory", directory], []] {
            let harness = Harness()
            let session = Session(
                console: harness.console, surroundings: harness.surroundings, findPlace: { _ in .installed },
                connect: { _ throws(VarlinkClientError) in throw .closed },
                connectPipeline: { _ throws(VarlinkClientError) in throw .closed })
            #expect(CommandLineTool.run(["log", "prove"] + arguments, in: session) == .usage)
        }
    }
}
