import ControlInterface
import CrisisModel
import Cryptography
import EventLog
import Evidence
import Projections
import Varlink

/// The same check as the daemon's, on a folder that nobody has open.
enum OfflineVerification {
    static func run(
        _ directory: String, _ witnesses: WitnessSet, _ session: Session
    ) -> (reply: LogInterface.Verify.Reply, reach: WitnessReach?) {
        var verification = LogVerification.run(
            directory: directory, witnesses: witnesses.witnesses.filter { !$0.isOwn }
        ) { _, _ in }
        verification.findings += witnesses.refused.map { refused in
            LogVerification.Finding(
                problem:
                    "\(refused.error.code.rawValue): a checkpoint of \(refused.checkpoint.size) blocks in "
                    + "\(refused.label) is not signed by this log's key")
        }
        let reply = LogInterface.Verify.Reply(
            finished: true, eventsRead: Int64(verification.eventsRead),
            eventsTotal: Int64(verification.lastSequence),
            sound: verification.isSound,
            findings: verification.findings.map { finding in
                .init(
                    sequence: finding.sequence.map { Int64($0) }, block: finding.block.map { Int64($0) },
                    problem: finding.problem)
            },
            lastSequence: Int64(verification.lastSequence), treeRoot: verification.treeRoot?.description,
            stateHash: verification.stateHash?.description, conclusion: verification.conclusion)
        return (reply, verification.witnesses)
    }

    static func json(_ reply: LogInterface.Verify.Reply) -> JSONValue {
        do throws(JSONCodingError) {
            return try JSONValueEncoder().encode(reply)
        } catch {
            return .null
        }
    }
}
