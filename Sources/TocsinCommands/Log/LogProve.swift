import ArgumentParser
import ControlInterface
import EventLog
import Evidence
import Glibc
import Varlink

struct LogProve: Verb {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Prove one event, or that the log only grew; or check such a proof.")

    @Argument(help: ArgumentHelp("The number of the event to be proved, and disclosed.", valueName: "event"))
    var event: Int64?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Prove that the log only grew since its checkpoint of so many blocks.", valueName: "blocks"))
    var from: Int64?

    @Option(name: .long, help: ArgumentHelp("Check a proof; - is standard input.", valueName: "file"))
    var check: String?

    @Option(
        name: .long,
        help: ArgumentHelp("The log's public key, or a file that holds it.", valueName: "key"))
    var key: String?

    @Option(name: .long, help: "A log's folder, or a copy of one.")
    var directory: String?

    @Option(
        name: .long,
        help: ArgumentHelp("A text with checkpoints of the log, beside its own.", valueName: "file"))
    var checkpoint: [String] = []

    @Option(
        name: .long, help: ArgumentHelp("Write to this new file, not to standard output.", valueName: "file"))
    var out: String?

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard [event != nil, from != nil, check != nil].filter({ $0 }).count == 1 else {
            throw ValidationError("give an event's number, or --from, or --check")
        }
        guard check == nil || key != nil else { throw ValidationError("--check needs --key") }
        guard directory != nil || checkpoint.isEmpty else {
            throw ValidationError("--checkpoint goes with --directory: the daemon signs one for the proof")
        }
        guard (event ?? 1) > 0, (from ?? 0) >= 0 else { throw ValidationError("numbers start at 1") }
    }

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        if let check, let key { return try checkProof(check, CheckpointFiles.key(key), session) }
        let proof: String
        if directory == nil {
            proof = try overTheSocket(session)
        } else {
            proof = try offline()
        }
        guard let out else {
            session.console.write(proof)
            return .done
        }
        do throws(EvidenceError) {
            try EvidenceFile.create(out, Array(proof.utf8), mode: 0o600)
        } catch {
            throw CommandError(.cannotWrite, error.detail, code: error.code.rawValue, place: out)
        }
        session.note("The proof was written to \(out).")
        return .done
    }

    private func overTheSocket(_ session: Session) throws(CommandError) -> String {
        if let event {
            return try session.ask(
                LogInterface.Prove.self, .init(sequence: event), timeout: Session.listTimeout
            ).reply.proof
        }
        return try session.ask(
            LogInterface.ProveConsistency.self, .init(from: from ?? 0), timeout: Session.listTimeout
        ).reply.proof
    }

    private func offline() throws(CommandError) -> String {
        do throws(ProofFailure) {
            let prover = try prover()
            if let event {
                return try prover.prove(Envelope.Sequence(rawValue: UInt64(event))).text
            }
            return try prover.proveConsistency(from: UInt64(from ?? 0)).text
        } catch {
            throw ProofWords.error(error, place: directory)
        }
    }

    private func prover() throws(ProofFailure) -> LogProver {
        let directory = directory ?? "."
        var given: [SignedCheckpoint] = []
        let log: EventLog
        let key: VerifierKey?
        do throws(CommandError) {
            given = try CheckpointFiles.checkpoints(checkpoint).map(\.checkpoint)
            key = try self.key.map { (text) throws(CommandError) in try CheckpointFiles.key(text) }
            log = try CheckpointFiles.open(directory)
        } catch {
            throw .evidence(EvidenceError(.cannotRead, error.message, path: error.place))
        }
        // The daemon keeps its newest checkpoint beside the log.
        if let bytes = try? EvidenceFile.read(
            "\(directory)/../checkpoint", bytesMax: EvidenceLimits.noteBytesMax),
            let found = try? CheckpointFinder.find(in: bytes)
        {
            given += found
        }
        do throws(EventLogError) {
            return try LogProver(
                log: log, given: given, key: key ?? CheckpointFiles.keyBeside(directory))
        } catch {
            throw .log(error)
        }
    }

    private func checkProof(
        _ file: String, _ key: VerifierKey, _ session: Session
    ) throws(CommandError) -> CommandStatus {
        let bytes = try ByteSource.wholeBytes(file, bytesMax: EvidenceLimits.proofBytesMax)
        do throws(EvidenceError) {
            session.show(try ProofWords.report(AnyProof(parsing: bytes), key))
            return .done
        } catch {
            var json = JSONObject()
            json["proved"] = .bool(false)
            json["finding"] = .string(error.code.rawValue)
            var report = Report(json: .object(json))
            report.line("NOT PROVED: \(error)", .bad)
            session.show(report)
            return .notSound
        }
    }
}
