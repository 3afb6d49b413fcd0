import EventLog
import Evidence
import Varlink

/// Checkpoints kept elsewhere, held against a log's folder.
struct OfflineWitnesses {
    let set: WitnessSet
    /// Whether there are any from outside.
    let isGiven: Bool
    /// Whether the key came from beside the log: then whoever changed the log may have changed it too.
    let keyIsTheLogs: Bool

    /// The checkpoints that the log has recorded itself must be signed by its key too; their roots are compared by the
    /// verification.
    static func gather(
        _ files: [String], key: String?, directory: String
    ) throws(CommandError) -> OfflineWitnesses {
        let found = try CheckpointFiles.checkpoints(files)
        let given = try key.map { (text) throws(CommandError) in try CheckpointFiles.key(text) }
        let verifier = given ?? CheckpointFiles.keyBeside(directory)
        // A log too damaged to be opened says nothing of itself; the walk will name the damage.
        let log = try? CheckpointFiles.open(directory)
        let own = given == nil ? [] : log.flatMap { try? LogProver.recorded(in: $0) } ?? []
        let origin =
            verifier?.name ?? log.map { Checkpoint.origin(identity: $0.identity) }
            ?? found.first?.checkpoint.checkpoint.origin ?? ""
        let set = WitnessSet(
            found, own: own.map { ("the log's own event \($0.event)", $0.checkpoint) }, origin: origin,
            key: verifier)
        if let first = found.first,
            found.allSatisfy({ $0.checkpoint.checkpoint.origin != origin })
        {
            throw CommandError(
                .badInput, "only checkpoints of other logs than \(origin)", code: "wrong-origin",
                place: first.label)
        }
        return OfflineWitnesses(set: set, isGiven: !found.isEmpty, keyIsTheLogs: given == nil)
    }

    static func json(
        _ reply: JSONValue, _ witnesses: OfflineWitnesses, _ reach: WitnessReach?
    ) -> JSONValue {
        guard let reach, case .object(var object) = reply else { return reply }
        var json = JSONObject()
        json["matched"] = .integer(Int64(reach.matched))
        json["mismatched"] = .integer(Int64(reach.mismatched))
        json["beyondEnd"] = .integer(Int64(reach.beyondEnd))
        json["notCompared"] = .integer(Int64(reach.uncompared))
        json["refused"] = .integer(Int64(witnesses.set.refused.count))
        json["signaturesChecked"] = .bool(witnesses.set.isSigned)
        if let newest = reach.newest {
            json["blocks"] = .integer(Int64(bitPattern: newest.size))
            json["throughSequence"] = .integer(Int64(bitPattern: newest.lastSequence?.rawValue ?? 0))
        }
        object["checkpoints"] = .object(json)
        return .object(object)
    }

    static func add(_ witnesses: OfflineWitnesses, _ reach: WitnessReach?, to report: inout Report) {
        guard witnesses.isGiven else { return }
        if let reach {
            report.fact(
                "Checkpoints", "\(reach.matched) of \(reach.given) match",
                reach.matched == reach.given ? .good : .bad)
            if let newest = reach.newest {
                report.fact(
                    "Witnessed", "through event \(newest.lastSequence?.rawValue ?? 0), \(newest.size) blocks")
            }
        }
        if let reach, reach.uncompared > 0 {
            report.line(
                "\(Words.count(reach.uncompared, "checkpoint")) could not be compared: what they cover is not in this "
                    + "log any more. Check them together with the archives: log archive --check.", .warning)
        }
        if !witnesses.set.foreign.isEmpty {
            report.line(
                "\(Words.count(witnesses.set.foreign.count, "checkpoint")) of other logs left aside.",
                .warning)
        }
        if !witnesses.set.isSigned {
            report.line("Their signatures were not checked: give the log's public key with --key.", .warning)
        } else if witnesses.keyIsTheLogs {
            report.line(
                "The key came from beside the log: give one that you had before with --key.", .warning)
        }
    }
}
