package import CrisisModel
package import Cryptography
import Engine
package import EventLog

/// One check of a whole log for the command line, the control channel and the tests: the bytes, then the fold.
package struct LogVerification: Sendable {
    package struct Finding: Hashable, Sendable {
        package var sequence: UInt64?
        package var block: UInt64?
        package var problem: String

        package init(sequence: UInt64? = nil, block: UInt64? = nil, problem: String) {
            self.sequence = sequence
            self.block = block
            self.problem = problem
        }
    }

    package var eventsRead: UInt64 = 0
    package var lastSequence: UInt64 = 0
    package var treeRoot: Cryptography.Digest?
    package var stateHash: CrisisModel.Digest?
    package var findings: [Finding] = []
    /// Nil when no witness was given.
    package var witnesses: WitnessReach?

    package var isSound: Bool { findings.isEmpty }

    /// A log that a daemon has open.
    package static func run(
        _ log: EventLog, witnesses: [Witness] = [],
        progress: (_ read: UInt64, _ total: UInt64) -> Void
    ) -> LogVerification {
        let total = (log.head.lastSequence?.rawValue ?? 0) * 2
        var verification = LogVerification()
        do throws(EventLogError) {
            verification.take(try log.verify(witnesses: witnesses) { progress($0.eventCount, total) })
            if verification.isSound { verification.fold(log, total, progress) }
        } catch {
            verification.findings.append(Finding(problem: "the log cannot be read: \(error)"))
        }
        return verification
    }

    /// A log that nobody has open, or a copy, even when it is too damaged to be opened.
    package static func run(
        directory: String, witnesses: [Witness] = [],
        progress: (_ read: UInt64, _ total: UInt64) -> Void
    ) -> LogVerification {
        var verification = LogVerification()
        do throws(EventLogError) {
            verification.take(
                try EventLog.verify(directory: directory, witnesses: witnesses) { progress($0.eventCount, 0) }
            )
            guard verification.isSound else { return verification }
            let log = try EventLog.open(
                directory: directory, options: EventLogOptions(access: .readOnly), clock: .system()
            )
            verification.fold(log, verification.lastSequence * 2, progress)
        } catch {
            verification.findings.append(Finding(problem: "the log cannot be read: \(error)"))
        }
        return verification
    }

    private mutating func take(_ report: VerifyReport) {
        eventsRead = report.eventCount
        lastSequence = report.lastSequence?.rawValue ?? 0
        treeRoot = report.treeRoot
        witnesses = report.witnesses
        findings = report.findings.map { finding in
            var problem = "\(finding.kind.rawValue): \(finding.detail)"
            if let last = finding.lastSequence {
                problem += " (events \(finding.sequence.rawValue) to \(last.rawValue))"
            }
            return Finding(
                sequence: finding.sequence.rawValue, block: finding.block?.rawValue, problem: problem)
        }
    }

    /// The bytes are the first half of the way, the fold the second.
    private mutating func fold(_ log: EventLog, _ total: UInt64, _ progress: (UInt64, UInt64) -> Void) {
        do throws(ReplayError) {
            var state = State()
            var read: UInt64 = 0
            try Replay.forEach(in: log, through: lastSequence, withSealed: false) { event in
                state.apply(event)
                read += 1
                if read % 10_000 == 0 { progress(total / 2 + read, total) }
                return .continue
            }
            stateHash = StateHash.of(state)
        } catch {
            findings.append(Finding(problem: "the fold stopped: \(error)"))
        }
    }

    /// One sentence: what was proved, and what was not.
    package var conclusion: String {
        guard isSound else {
            return "NOT SOUND: \(findings.count) findings; what they name cannot be trusted."
        }
        let bytes =
            "Proved: events 1 to \(lastSequence) follow each other without a gap, every block has its checksum, every "
            + "record its layout, every cause comes before its effect, and the fold gives this state hash. "
        guard let newest = witnesses?.newest else {
            return bytes
                + "Not proved: that nobody with write access replaced the whole log; for that keep a "
                + "checkpoint or the tree root outside this machine."
        }
        let last = newest.lastSequence?.rawValue ?? 0
        let proved =
            bytes + "Proved by a checkpoint: events 1 to \(last) are those that were there when the log had "
            + "\(newest.size) blocks. "
        return last == lastSequence
            ? proved : proved + "Not proved: events \(last + 1) to \(lastSequence), which are newer than it."
    }
}
