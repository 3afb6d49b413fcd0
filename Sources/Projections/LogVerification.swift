package import CrisisModel
package import Cryptography
import Engine
package import EventLog

/// One check of a whole log for the command line, the control channel and the tests: the bytes, the log's own
/// checkpoints, then the fold.
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
    /// Events up to this one are in archives; 0 for a whole log.
    package var archivedSequence: UInt64 = 0
    package var treeRoot: Cryptography.Digest?
    package var stateHash: CrisisModel.Digest?
    package var findings: [Finding] = []
    /// How far what somebody else kept reaches; nil when nothing was given.
    package var witnesses: WitnessReach?
    /// The log's own checkpoints, and those of them whose state hash was compared with the fold.
    package var ownCheckpoints = 0
    /// Checkpoints of a log from whose lines this one was made.
    package var foreignCheckpoints = 0
    /// Events from which the log is signed by another key than before.
    package var keyChanges: [UInt64] = []
    package var hashesCompared = 0

    package var isSound: Bool { findings.isEmpty }

    package init() {}

    /// A log that a daemon has open.
    package static func run(
        _ log: EventLog, witnesses: [Witness] = [],
        progress: (_ read: UInt64, _ total: UInt64) -> Void
    ) -> LogVerification {
        let total = (log.head.lastSequence?.rawValue ?? 0) * 2
        var verification = LogVerification()
        let own = OwnCheckpoints.read(log)
        do throws(EventLogError) {
            verification.take(
                try log.verify(witnesses: witnesses + own.witnesses) { progress($0.eventCount, total) })
            verification.judge(log, own, total, progress)
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
        do throws(EventLogError) {
            let log = try EventLog.open(
                directory: directory, options: EventLogOptions(access: .readOnly), clock: .system())
            return run(log, witnesses: witnesses, progress: progress)
        } catch {
            return runDamaged(directory: directory, witnesses: witnesses, error, progress: progress)
        }
    }

    private static func runDamaged(
        directory: String, witnesses: [Witness], _ reason: EventLogError,
        progress: (_ read: UInt64, _ total: UInt64) -> Void
    ) -> LogVerification {
        var verification = LogVerification()
        do throws(EventLogError) {
            verification.take(
                try EventLog.verify(directory: directory, witnesses: witnesses) { progress($0.eventCount, 0) }
            )
            if verification.isSound {
                verification.findings.append(Finding(problem: "the log cannot be opened: \(reason)"))
            }
        } catch {
            verification.findings.append(Finding(problem: "the log cannot be read: \(error)"))
        }
        return verification
    }

    private mutating func take(_ report: VerifyReport) {
        eventsRead = report.eventCount
        lastSequence = report.lastSequence?.rawValue ?? 0
        archivedSequence = report.beginning.lastSequence
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

    /// What the bytes alone do not say.
    private mutating func judge(
        _ log: EventLog, _ own: OwnCheckpoints, _ total: UInt64, _ progress: (UInt64, UInt64) -> Void
    ) {
        guard isSound else { return }
        ownCheckpoints = own.count
        foreignCheckpoints = own.foreignCount
        keyChanges = own.keyChanges
        findings += own.problems
        if isSound { fold(log, total, progress) }
    }

    /// The bytes are the first half of the way, the fold the second.
    private mutating func fold(_ log: EventLog, _ total: UInt64, _ progress: (UInt64, UInt64) -> Void) {
        // A fold needs every event from the first one on.
        if archivedSequence > 0 { return }
        do throws(ReplayError) {
            var fold = CheckedFold()
            try fold.run(log, through: lastSequence) { read in progress(total / 2 + read, total) }
            hashesCompared = fold.hashesCompared
            stateHash = StateHash.of(fold.state)
        } catch {
            findings.append(Finding(problem: "the fold stopped: \(error)"))
        }
    }
}
