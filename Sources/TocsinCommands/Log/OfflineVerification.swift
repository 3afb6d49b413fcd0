import ControlInterface
import Cryptography
import CrisisModel
import Projections
import Varlink

/// The same check as the daemon's, on a folder that nobody has open.
enum OfflineVerification {
    static func run(_ directory: String, _ session: Session) -> LogInterface.Verify.Reply {
        let verification = LogVerification.run(directory: directory) { _, _ in }
        return LogInterface.Verify.Reply(
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
    }

    static func json(_ reply: LogInterface.Verify.Reply) -> JSONValue {
        do throws(JSONCodingError) {
            return try JSONValueEncoder().encode(reply)
        } catch {
            return .null
        }
    }
}
