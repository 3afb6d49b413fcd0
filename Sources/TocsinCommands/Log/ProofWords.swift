import CrisisModel
import EventLog
import Evidence
import Varlink

/// What a proof says, in words.
enum ProofWords {
    static func report(_ proof: AnyProof, _ key: VerifierKey) throws(EvidenceError) -> Report {
        switch proof {
        case .event(let proof): try event(proof.verify(with: key), key)
        case .consistency(let proof): try consistency(proof, key)
        }
    }

    private static func event(
        _ verified: EventProof.Verified, _ key: VerifierKey
    ) throws(EvidenceError) -> Report {
        let envelope: Envelope
        do throws(RecordFault) {
            envelope = try RecordView(
                validating: verified.record.span.bytes, sequence: verified.sequence
            ).envelope
        } catch {
            throw EvidenceError(.malformedProof, "the record: \(error.rawValue)")
        }
        let kind = EventKind(rawValue: envelope.kind)?.name ?? "kind \(envelope.kind)"
        let at = EventTime(microsecondsSinceEpoch: envelope.at).rfc3339
        var json = JSONObject()
        json["proved"] = .bool(true)
        json["sequence"] = .integer(Int64(bitPattern: verified.sequence.rawValue))
        json["kind"] = .string(kind)
        json["at"] = .string(at)
        json["realm"] = .integer(Int64(envelope.realm))
        json["actor"] = .string(envelope.actor.name)
        json["log"] = .string(key.name)
        json["blocks"] = .integer(Int64(bitPattern: verified.checkpoint.size))
        var report = Report(json: .object(json))
        report.line("PROVED: the log has this event, with exactly these bytes.", .good)
        report.fact("Event", "\(verified.sequence)")
        report.fact("Kind", kind)
        report.fact("At", at)
        if envelope.realm != 0 { report.fact("Realm", "\(envelope.realm), an exercise", .warning) }
        report.fact("Actor", envelope.actor.name)
        report.fact("Log", key.name)
        report.fact("Checkpoint", "\(verified.checkpoint.size) blocks")
        return report
    }

    private static func consistency(
        _ proof: ConsistencyProof, _ key: VerifierKey
    ) throws(EvidenceError) -> Report {
        let (older, newer) = try proof.verify(with: key)
        var json = JSONObject()
        json["proved"] = .bool(true)
        json["fromBlocks"] = .integer(Int64(bitPattern: older.size))
        json["toBlocks"] = .integer(Int64(bitPattern: newer.size))
        json["log"] = .string(key.name)
        var report = Report(json: .object(json))
        report.line(
            "PROVED: the log of \(newer.size) blocks begins with the log of \(older.size) blocks, unchanged.",
            .good)
        report.fact("Log", key.name)
        return report
    }

    static func error(_ failure: ProofFailure, place: String?) -> CommandError {
        switch failure {
        case .log(let error):
            CommandError(
                error.code == .outOfRange ? .badInput : .noInput, error.description,
                code: error.code.rawValue,
                place: place)
        case .evidence(let error):
            CommandError(
                error.code == .proofRefused ? .notSound : .badInput,
                error.detail.isEmpty ? error.code.rawValue : error.detail, code: error.code.rawValue,
                place: error.path ?? place)
        }
    }
}
