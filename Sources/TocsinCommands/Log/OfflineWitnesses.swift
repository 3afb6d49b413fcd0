import EventLog
import Evidence
import Varlink

/// Checkpoints kept elsewhere, held against a log's folder.
struct OfflineWitnesses {
    let set: WitnessSet
    /// Whether the key came from beside the log: then whoever changed the log may have changed it too.
    let keyIsTheLogs: Bool

    /// Nil without checkpoints.
    static func gather(
        _ files: [String], key: String?, directory: String
    ) throws(CommandError) -> OfflineWitnesses? {
        guard !files.isEmpty else { return nil }
        let found = try CheckpointFiles.checkpoints(files)
        let given = try key.map { (text) throws(CommandError) in try CheckpointFiles.key(text) }
        let verifier = given ?? CheckpointFiles.keyBeside(directory)
        let origin: String
        if let verifier { origin = verifier.name } else { origin = try Self.origin(of: directory, found) }
        let set = WitnessSet(found, origin: origin, key: verifier)
        guard !set.witnesses.isEmpty || !set.refused.isEmpty else {
            throw CommandError(
                .badInput, "only checkpoints of other logs than \(origin)", code: "wrong-origin",
                place: set.foreign.first?.label)
        }
        return OfflineWitnesses(set: set, keyIsTheLogs: given == nil)
    }

    /// A log too damaged to be opened has no name to give; then the checkpoints say it.
    private static func origin(
        of directory: String, _ found: [(label: String, checkpoint: SignedCheckpoint)]
    ) throws(CommandError) -> String {
        do throws(CommandError) {
            return Checkpoint.origin(identity: try CheckpointFiles.open(directory).identity)
        } catch {
            guard let first = found.first else { throw error }
            return first.checkpoint.checkpoint.origin
        }
    }

    static func json(
        _ reply: JSONValue, _ witnesses: OfflineWitnesses?, _ reach: WitnessReach?
    ) -> JSONValue {
        guard let witnesses, let reach, case .object(var object) = reply else { return reply }
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

    static func add(_ witnesses: OfflineWitnesses?, _ reach: WitnessReach?, to report: inout Report) {
        guard let witnesses else { return }
        if let reach {
            report.fact(
                "Checkpoints", "\(reach.matched) of \(reach.given) match",
                reach.matched == reach.given ? .good : .bad)
            if let newest = reach.newest {
                report.fact(
                    "Witnessed", "through event \(newest.lastSequence?.rawValue ?? 0), \(newest.size) blocks")
            }
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
