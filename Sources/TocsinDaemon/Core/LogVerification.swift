package import ControlInterface
import CrisisModel
import Engine
package import EventLog
import Cryptography
import Projections

/// One check for the command line, the control channel and the tests: the bytes, then the fold.
package enum LogVerification {
    package static func run(
        _ log: EventLog, progress: (Int64, Int64) -> Void
    ) -> LogInterface.Verify.Reply {
        let total = Int64(log.head.lastSequence?.rawValue ?? 0)
        // Verification of the bytes is the first half of the way, the fold the second.
        var reply = LogInterface.Verify.Reply(finished: true, eventsRead: 0, eventsTotal: total * 2)
        do throws(EventLogError) {
            let report = try log.verify { progress(Int64($0.eventCount), total * 2) }
            reply.eventsRead = Int64(report.eventCount)
            reply.lastSequence = Int64(report.lastSequence?.rawValue ?? 0)
            reply.treeRoot = report.treeRoot?.description
            reply.findings = report.findings.map(describe)
            reply.sound = report.isSound
            if report.isSound { fold(log, through: report.lastSequence, into: &reply, progress) }
        } catch {
            reply.sound = false
            reply.findings = [.init(problem: "the log cannot be read: \(error)")]
        }
        reply.conclusion = conclusion(reply)
        return reply
    }

    private static func fold(
        _ log: EventLog, through last: Envelope.Sequence?, into reply: inout LogInterface.Verify.Reply,
        _ progress: (Int64, Int64) -> Void
    ) {
        let total = reply.eventsTotal
        do throws(ReplayError) {
            var state = State()
            var read: Int64 = 0
            try Replay.forEach(in: log, through: last?.rawValue ?? 0) { event in
                state.apply(event)
                read += 1
                if read % 10_000 == 0 { progress(total / 2 + read, total) }
                return .continue
            }
            reply.stateHash = StateHash.of(state).description
        } catch {
            reply.sound = false
            reply.findings = (reply.findings ?? []) + [.init(problem: "the fold stopped: \(error)")]
        }
    }

    private static func describe(_ finding: VerifyFinding) -> LogInterface.Finding {
        var problem = "\(finding.kind.rawValue): \(finding.detail)"
        if let last = finding.lastSequence { problem += " (events \(finding.sequence.rawValue) to \(last.rawValue))" }
        return .init(
            sequence: Int64(finding.sequence.rawValue), block: finding.block.map { Int64($0.rawValue) }, problem: problem
        )
    }

    private static func conclusion(_ reply: LogInterface.Verify.Reply) -> String {
        guard reply.sound == true else {
            return "NOT SOUND: \(reply.findings?.count ?? 0) findings; what they name cannot be trusted."
        }
        return "Proved: events 1 to \(reply.lastSequence ?? 0) follow each other without a gap, every block has its "
            + "checksum, every record its layout, every cause comes before its effect, and the fold gives this state "
            + "hash. Not proved: that nobody with write access replaced the whole log; for that keep the tree root "
            + "outside this machine."
    }
}
