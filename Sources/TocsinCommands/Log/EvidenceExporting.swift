import ControlInterface
import CrisisModel
import EventCodec
import Evidence
import Varlink

/// `log export --evidence`: a folder that can be checked without Tocsin.
enum EvidenceExporting {
    static func run(
        _ session: Session, to directory: String, personalData: Bool, purpose: String?
    ) throws(CommandError) -> CommandStatus {
        // Signed first, so that the newest block is vouched for.
        do throws(CommandError) {
            _ = try session.ask(LogInterface.SignCheckpoint.self, .init(), timeout: Session.listTimeout)
        } catch {
            // A log that is up for reading only has the checkpoints that it had.
            guard error.status == .readOnly else { throw error }
        }
        let key = try session.ask(LogInterface.GetCheckpoint.self, .init()).reply
        guard let keyText = key.publicKey, let newest = key.note else {
            throw CommandError(
                .refused, key.problem ?? "the log is not signed", code: "not-signed",
                next: [session.command("readiness")])
        }
        var lines: [String] = []
        var notes = [newest]
        try session.askMore(
            LogInterface.Export.self,
            .init(personalData: personalData ? true : nil, purpose: purpose, form: "evidence"),
            timeout: .after(Session.listTimeout)
        ) { answer, _ throws(CommandError) in
            for line in answer.reply.lines {
                lines.append(line)
                if let note = note(line), note != newest { notes.append(note) }
            }
            return .next
        }
        var failure: CommandError?
        do throws(EvidenceError) {
            let verifier = try VerifierKey(parsing: keyText)
            var checkpoints: [SignedCheckpoint] = []
            // A log that goes on from a damaged one holds its predecessor's checkpoints too.
            for note in notes {
                let signed = try SignedCheckpoint(parsing: note)
                if signed.checkpoint.origin == verifier.name { checkpoints.append(signed) }
            }
            let bundle = EvidenceBundle(
                key: verifier, checkpoints: checkpoints,
                kinds: EventKind.allCases.map { ($0.name, $0.rawValue) })
            try bundle.write(to: directory) { give throws(EvidenceError) in
                do throws(CommandError) {
                    try BlockStream.read(session, form: "evidence") { text throws(CommandError) in
                        do throws(EvidenceError) {
                            for line in text.split(separator: "\n") { try give(String(line)) }
                        } catch {
                            throw CommandError(.cannotWrite, "\(error)", place: directory)
                        }
                        return true
                    }
                } catch {
                    failure = error
                    throw EvidenceError(.cannotWrite, error.message)
                }
            } events: { give throws(EvidenceError) in
                for line in lines { try give(line) }
            }
        } catch {
            throw failure
                ?? CommandError(.cannotWrite, "\(error)", code: error.code.rawValue, place: directory)
        }
        session.note("Evidence was written to \(directory). To check it: python3 verify.py, in that folder.")
        return .done
    }

    private static func note(_ line: String) -> String? {
        guard line.contains("\"log.checkpointSigned\"") else { return nil }
        do throws(JSONError) {
            let value = try JSONValue(parsing: line)
            guard value["kind"]?.stringValue == EventKind.logCheckpointSigned.name else { return nil }
            return value["payload"]?["note"]?.stringValue
        } catch {
            return nil
        }
    }
}
