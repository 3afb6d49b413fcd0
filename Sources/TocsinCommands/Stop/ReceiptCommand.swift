import ArgumentParser
import ControlInterface
import Evidence
import Varlink

struct ReceiptCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "receipt", abstract: "What a stop did and did not do.")

    @Argument(help: "The stop's number; not needed with --check.")
    var stop: Int64?

    @Flag(name: .long, help: "The signed note alone, once the receipt is final, to be kept.")
    var note = false

    @Option(
        name: .long, help: ArgumentHelp("Check a signed receipt; - is standard input.", valueName: "file"))
    var check: String?

    @Option(
        name: .long,
        help: ArgumentHelp("With --check: the log's public key, or a file that holds it.", valueName: "key"))
    var key: String?

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard (stop != nil) != (check != nil) else {
            throw ValidationError("give a stop's number, or --check")
        }
        guard (check != nil) == (key != nil) else { throw ValidationError("--check and --key go together") }
    }

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        if let check, let key { return try Self.check(check, CheckpointFiles.key(key), session) }
        guard let stop else { throw CommandError(.usage, "name the stop's number") }
        let answer = try session.ask(
            StopInterface.GetReceipt.self, StopInterface.GetReceipt.Parameters(epoch: stop, drill: drill.name)
        )
        if note {
            guard let text = answer.reply.receipt.note else {
                throw CommandError(
                    .refused, "the receipt is not final, or the log is not signed", code: "not-signed",
                    next: [session.command("receipt \(stop)")])
            }
            session.console.write(text)
            return .done
        }
        session.show(
            ReceiptWords.report(answer.reply.receipt, json: answer.json, session: session, drill: drill.name),
            drill: drill.name)
        return .done
    }

    private static func check(
        _ file: String, _ key: VerifierKey, _ session: Session
    ) throws(CommandError) -> CommandStatus {
        let bytes = try ByteSource.wholeBytes(file, bytesMax: EvidenceLimits.pastedBytesMax)
        do throws(EvidenceError) {
            let note = try SignedNote(parsing: bytes)
            _ = try note.verify(with: [key])
            guard note.text.hasPrefix("tocsin-receipt@v1\n") else {
                throw EvidenceError(.malformedNote, "it is signed, and no receipt")
            }
            var report = Report(json: ["valid": true, "log": .string(key.name), "text": .string(note.text)])
            report.line("SIGNED by \(key.name):", .good)
            report.lines(note.text)
            session.show(report)
            return .done
        } catch {
            throw CommandError(.notSound, "NOT VALID: \(error)", code: error.code.rawValue, place: file)
        }
    }
}
