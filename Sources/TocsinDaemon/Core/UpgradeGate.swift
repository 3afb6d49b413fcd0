import CrisisModel
import Engine
import EventLog
import Projections
import Rewind

/// A version that folds or decides otherwise than the log records does not go on by itself: it comes up stopped, says
/// at which event, and waits for a person to declare the difference.
enum UpgradeGate {
    enum Verdict {
        case same(String)
        case different(ReadOnlyCause)
    }

    /// Nil: this version was here before, or agrees with everything that the log records.
    static func check(
        _ log: EventLog, _ state: State, directory: String, snapshots: String
    ) -> ReadOnlyCause? {
        guard let last = state.lastOpened else { return nil }
        if last.version == DaemonOptions.version, last.stateRevision == Int64(State.revision) { return nil }
        // No start reads what a snapshot covers, and this does: a child goes first.
        let finding = WalkChild().run(directory: directory)
        if let first = finding.firstUnread {
            return ReadOnlyCause(
                code: .upgrade, sequence: first,
                words:
                    "version \(DaemonOptions.version) cannot decide the log again: event \(first): \(finding)",
                next: [
                    "install the version before; or, at the console: tocsind --successor-of CHECKPOINT"
                ])
        }
        if case .different(let cause) = compare(log, state, snapshots: snapshots) { return cause }
        return nil
    }

    /// Decides and folds the whole log again, a pruned one from its oldest usable snapshot on. Differences up to a
    /// declared migration are declared.
    static func compare(_ log: EventLog, _ state: State, snapshots: String) -> Verdict {
        let declared =
            state.lastMigration.flatMap { migration in
                migration.toRevision == Int64(State.revision)
                    ? UInt64(exactly: migration.throughSequence) : nil
            } ?? 0
        do throws(ReplayError) {
            let start = try FoldStart.state(of: log, snapshots: snapshots)
            let recorded = try recordedHashes(log)
            let report: DecisionReplay
            do throws(RewindError) {
                report = try DecisionReplay.run(
                    LogSource(log), from: start, declared: declared
                ) { recorded.hashes[$0] }
            } catch {
                return .different(cause(nil, "the log cannot be decided again: \(error)"))
            }
            if let difference = report.differences.first {
                return .different(
                    cause(difference.sequence, "event \(difference.sequence): \(difference.why)"))
            }
            if let mismatch = report.hashMismatch {
                return .different(
                    cause(
                        mismatch.sequence,
                        "after event \(mismatch.sequence) the state hash is \(mismatch.found), recorded "
                            + "\(mismatch.expected)"))
            }
            if let older = recorded.newestOtherRevision, older.sequence > declared {
                return .different(
                    cause(
                        older.sequence,
                        "the fold has revision \(State.revision), and state hashes up to event \(older.sequence) were "
                            + "recorded by revision \(older.revision)"))
            }
            return .same(report.conclusion)
        } catch {
            return .different(cause(nil, "the log cannot be folded: \(error)"))
        }
    }

    private struct Recorded {
        var hashes: [UInt64: Digest] = [:]
        var newestOtherRevision: (sequence: UInt64, revision: Int64)?
    }

    private static func recordedHashes(_ log: EventLog) throws(ReplayError) -> Recorded {
        var recorded = Recorded()
        try Replay.forEachCheckpoint(in: log) { at, checkpoint in
            let sequence = UInt64(bitPattern: checkpoint.lastSequence)
            if checkpoint.stateRevision == Int64(State.revision) {
                recorded.hashes[sequence] = checkpoint.stateHash
            } else {
                recorded.newestOtherRevision = (at, checkpoint.stateRevision)
            }
            return .continue
        }
        return recorded
    }

    private static func cause(_ sequence: UInt64?, _ words: String) -> ReadOnlyCause {
        ReadOnlyCause(
            code: .upgrade, sequence: sequence,
            words: "version \(DaemonOptions.version) differs from what the log records: \(words)",
            next: [
                "install the version before; or, when the difference is meant: tocsinctl log migrate --reason TEXT",
                "systemctl restart tocsind",
            ])
    }
}
