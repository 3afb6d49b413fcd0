import Cryptography
import CrisisModel
import Engine
import EventLog
import Evidence
import Glibc
import Projections
import Systemd

/// Signs the log, and takes snapshots of what it folds to. A checkpoint is an event like any other; its note also lies
/// beside the latches, and its line goes out with every alert and receipt, so that whoever got one is a witness.
final class Checkpointer: Sendable {
    enum Limits {
        /// A start folds at most about this many events.
        static let eventsPerSnapshot: UInt64 = 65_536
    }

    struct Latest: Sendable {
        var note: String
        var line: String
        var treeSize: Int64
        var sequence: Int64
    }

    private struct Content {
        var latest: Latest?
        var lastSnapshot: UInt64
        var snapshotIsUnderWay = false
    }

    private let log: EventLog
    private let writer: Writer
    private let key: SigningKey?
    private let directory: String
    private let journal: Journal
    private let content: Locked<Content>

    init(
        log: EventLog, writer: Writer, key: SigningKey?, stateDirectory: String, journal: Journal,
        snapshot: UInt64
    ) {
        self.log = log
        self.writer = writer
        self.key = key
        directory = stateDirectory
        self.journal = journal
        let latest = writer.published.read { $0.lastCheckpoint }.flatMap { Self.latest($0) }
        content = Locked(Content(latest: latest, lastSnapshot: snapshot))
    }

    var latest: Latest? { content.withLock { $0.latest } }
    var verifierKey: VerifierKey? { key?.verifier }
    /// Nil: there is no key, and why stands in the journal.
    var signingKey: SigningKey? { key }

    private static func latest(_ event: LogCheckpointSigned) -> Latest? {
        do throws(EvidenceError) {
            let signed = try SignedCheckpoint(parsing: event.note)
            guard let line = CheckpointLine.text(of: signed) else { return nil }
            return Latest(
                note: event.note, line: line, treeSize: event.treeSize, sequence: event.lastSequence)
        } catch {
            return nil
        }
    }

    /// Signs what is durable now. Nil without a key.
    @discardableResult
    func sign(_ reason: CheckpointReason) async throws(WriterError) -> LogCheckpointSigned? {
        guard let key else { return nil }
        let (snapshot, head) = try await takeSnapshot()
        let event: LogCheckpointSigned
        do throws(EvidenceError) {
            let checkpoint = try Checkpoint(
                origin: Checkpoint.origin(identity: log.identity), size: head.blockCount, root: head.treeRoot)
            let signed = try checkpoint.signed(with: key)
            event = LogCheckpointSigned(
                treeSize: Int64(head.blockCount), lastSequence: Int64(snapshot.sequence),
                root: CrisisModel.Digest(bytes: head.treeRoot.bytes) ?? .zero, stateHash: snapshot.stateHash,
                stateRevision: Int64(State.revision), reason: reason, note: signed.text)
        } catch {
            journal.log(.error, "the log could not be signed", [JournalField("TOCSIN_REASON", "\(error)")])
            return nil
        }
        try await writer.submit(Writer.Submission(command: .noteCheckpoint(event), actor: .daemon))
        if let latest = Self.latest(event) { content.withLock { $0.latest = latest } }
        keepCopy(event.note)
        return event
    }

    /// From an effect: nobody waits for it.
    func request(_ reason: CheckpointReason) {
        Task {
            do throws(WriterError) {
                try await sign(reason)
            } catch {
                journal.log(
                    .warning, "a checkpoint could not be recorded",
                    [JournalField("TOCSIN_REASON", "\(error)")])
            }
        }
    }

    /// Called with the newest durable event, on the writer's thread.
    func follow(_ sequence: UInt64) {
        let isDue = content.withLock { content in
            guard !content.snapshotIsUnderWay, sequence >= content.lastSnapshot + Limits.eventsPerSnapshot
            else { return false }
            content.snapshotIsUnderWay = true
            return true
        }
        guard isDue else { return }
        Task {
            do throws(WriterError) { _ = try await takeSnapshot() } catch {}
            content.withLock { $0.snapshotIsUnderWay = false }
        }
    }

    /// The state and the log that it was folded from, at one moment; written down as it goes by.
    private func takeSnapshot() async throws(WriterError) -> (Snapshot, LogHead) {
        let log = self.log
        let published = writer.published
        let (state, mentions, head) = try await writer.onThread {
            (published.copy, published.allRecentMentions, log.head)
        }
        let directory = self.directory + "/snapshots"
        let journal = self.journal
        let snapshot = await Thread.run(name: "tocsin-snapshot") {
            let extras = SnapshotExtras(
                eventHash: SnapshotExtras.eventHash(state.lastSequence, in: log) ?? Cryptography.Digest(),
                recentMentions: mentions)
            let snapshot = Snapshot(
                state: state, blocks: head.blockCount, treeRoot: head.treeRoot, identity: log.identity,
                extras: extras.bytes)
            do throws(SnapshotError) {
                mkdir(directory, 0o700)
                _ = try snapshot.write(to: directory)
                try Snapshots.prune(in: directory)
            } catch {
                // It only makes the next start slower.
                journal.log(
                    .warning, "a snapshot could not be written", [JournalField("TOCSIN_REASON", "\(error)")])
            }
            return snapshot
        }
        content.withLock { $0.lastSnapshot = max($0.lastSnapshot, snapshot.sequence) }
        return (snapshot, head)
    }

    /// Beside the latches, in a file of its own: it survives the log.
    private func keepCopy(_ note: String) {
        do throws(EvidenceError) {
            try EvidenceFile.replace(directory + "/checkpoint", with: Array(note.utf8))
        } catch {
            journal.log(
                .warning, "the copy of the checkpoint could not be written",
                [JournalField("TOCSIN_REASON", "\(error)")])
        }
    }
}
