import Cryptography
import CrisisModel
import EventCodec
import EventLog
import Evidence
import Glibc
import Projections
import Varlink

/// A damaged log is frozen, and a successor goes on from its sound beginning, stopped: an organisation is not mute for
/// the night. The successor is a log of its own, with an identity and a key of its own; what was kept has the same
/// sequences and the same bytes, and its first new event cites the root of what was kept, the ranges that can still be
/// read in the frozen log, and those that are lost.
struct Succession {
    enum Limits {
        static let noteBytesMax = 64 << 10
    }

    let options: DaemonOptions
    /// The log's sound part, where this process has it open: no process can open a store twice.
    var openLog: EventLog?

    private let now = World.system().wallTime()

    private var state: String { options.stateDirectory }
    private var successor: String { state + "/log-successor" }
    private var noteFile: String { state + "/succession" }

    /// Everything but the event itself, which the next start writes first. `checkpoint` is what a witness kept; without
    /// one the copy beside the latches is cited.
    func make(persons: [String], checkpoint given: String?) throws(StartFailure) -> LogSucceeded {
        let header = try readHeader()
        let cited = try checkpoint(given, of: header.identity)
        let known = max(newestSnapshot, UInt64(cited == nil ? 0 : 1))
        let ranges = try SoundRanges.find(
            in: options.logDirectory, from: header.firstSequence, knownThrough: known)
        guard !ranges.isWhole else {
            throw StartFailure(
                .usage, "the log is sound: it needs no successor",
                next: "start tocsind without --successor-of")
        }
        let kept = try copy(header, through: ranges.sound.first?.upperBound ?? header.firstSequence - 1)
        let frozen = "\(state)/log-damaged-\(now.microsecondsSinceEpoch / 1_000_000)"
        let event = LogSucceeded(
            predecessor: Checkpoint.origin(identity: header.identity), keptBlocks: Int64(kept.blocks),
            keptThrough: Int64(kept.last), keptRoot: kept.root,
            soundRanges: ranges.sound.map { "\($0.lowerBound)-\($0.upperBound)" },
            lostRanges: ranges.lost.map { "\($0.lowerBound)-\($0.upperBound)" }, checkpoint: cited,
            frozenAs: frozen, persons: persons)
        try write(event)
        try put(frozen)
        return event
    }

    // MARK: What is there

    private struct Header {
        var identity: [UInt8]
        var firstSequence: UInt64
        var beginning: LogBeginning
    }

    private func readHeader() throws(StartFailure) -> Header {
        do throws(EventLogError) {
            let log = try soundPart(before: 1)
            return Header(
                identity: log.identity, firstSequence: log.beginning.firstSequence.rawValue,
                beginning: log.beginning)
        } catch {
            throw StartFailure(
                .logDamaged, "the log's header cannot be read: \(error)",
                next: "restore the newest backup: see docs/operating.md")
        }
    }

    private func soundPart(before end: UInt64) throws(EventLogError) -> EventLog {
        if let openLog { return openLog }
        return try EventLog.openSoundPart(
            directory: options.logDirectory, before: end, clock: .system())
    }

    private var newestSnapshot: UInt64 {
        do throws(SnapshotError) {
            return try Snapshots.listing(of: state + "/snapshots").last?.sequence ?? 0
        } catch {
            return 0
        }
    }

    private func checkpoint(_ given: String?, of identity: [UInt8]) throws(StartFailure) -> String? {
        do throws(EvidenceError) {
            let path = given ?? state + "/checkpoint"
            let bytes = try EvidenceFile.read(path, bytesMax: Limits.noteBytesMax)
            guard
                let newest = try CheckpointFinder.find(in: bytes).max(by: {
                    $0.checkpoint.size < $1.checkpoint.size
                })
            else {
                throw EvidenceError(.malformedCheckpoint, "there is no checkpoint in it", path: path)
            }
            guard newest.checkpoint.origin == Checkpoint.origin(identity: identity) else {
                throw EvidenceError(
                    .malformedCheckpoint, "it is another log's: \(newest.checkpoint.origin)", path: path)
            }
            return newest.text
        } catch {
            if given == nil { return nil }
            throw StartFailure(.usage, "\(error)", next: "give a checkpoint of this log, as a file")
        }
    }

    // MARK: What is made

    private func copy(
        _ header: Header, through last: UInt64
    ) throws(StartFailure) -> (blocks: UInt64, last: UInt64, root: CrisisModel.Digest) {
        removeLeftOver()
        do throws(EventLogError) {
            let source = try soundPart(before: last + 1)
            let identity: [UInt8]
            do throws(CryptographyError) {
                identity = try RandomBytes.make(LogHeader.identityByteCount)
            } catch {
                throw EventLogError(.storeFailed, detail: error.rawValue)
            }
            let importer = try BlockImporter.open(
                directory: successor, identity: identity, createdAt: now.microsecondsSinceEpoch,
                beginning: header.beginning)
            var position = header.beginning.lastSequence
            while true {
                let blocks = try source.blocks(after: position, through: last)
                guard let end = blocks.last else { break }
                for block in blocks { try importer.add(block) }
                position = try end.lastSequence()
            }
            let report = try importer.finish()
            guard report.isSound else {
                throw EventLogError(.damaged, detail: "what was kept does not verify")
            }
            return (
                importer.blockCount, importer.lastSequence,
                CrisisModel.Digest(bytes: importer.root.bytes) ?? .zero
            )
        } catch {
            throw StartFailure(.general, "the successor cannot be made: \(error)")
        }
    }

    private func removeLeftOver() {
        for name in ["data.mdb", "lock.mdb", "writer.lock"] { unlink(successor + "/" + name) }
        rmdir(successor)
    }

    private func write(_ event: LogSucceeded) throws(StartFailure) {
        let recorded = RecordedEvent(
            envelope: EventEnvelope(
                sequence: 0, realm: .live,
                at: now, actor: .daemon), event: .logSucceeded(event))
        do throws(EvidenceError) {
            try EvidenceFile.replace(noteFile, with: Array(EventCodec.json(recorded).text.utf8))
        } catch {
            throw StartFailure(.noSpace, "the note of the succession cannot be written: \(error)")
        }
    }

    /// The frozen log keeps its key, so that its checkpoints can still be checked; `finish` puts it there.
    private func put(_ frozen: String) throws(StartFailure) {
        guard rename(options.logDirectory, frozen) == 0 else {
            throw StartFailure(.directory, "\(options.logDirectory) cannot be renamed: error \(errno)")
        }
        try Self.finish(options)
    }

    // MARK: At the next start

    /// What a crash left undone once the damaged log had its new name: the successor's name, and the place of the
    /// frozen log's key and newest checkpoint. It may run any number of times.
    static func finish(_ options: DaemonOptions) throws(StartFailure) {
        guard let event = note(options), access(event.frozenAs, F_OK) == 0 else { return }
        let successor = options.stateDirectory + "/log-successor"
        if access(successor, F_OK) == 0, access(options.logDirectory, F_OK) != 0 {
            guard rename(successor, options.logDirectory) == 0 else {
                throw StartFailure(.directory, "\(successor) cannot be renamed: error \(errno)")
            }
        }
        for name in [LogKey.privateName, LogKey.publicName, "checkpoint"] {
            let path = options.stateDirectory + "/" + name
            if names(event.predecessor, path) { rename(path, event.frozenAs + "/" + name) }
        }
        // Of a longer log, they would be taken for the newest ones of the successor.
        if access(event.frozenAs + "/snapshots", F_OK) != 0 {
            rename(options.stateDirectory + "/snapshots", event.frozenAs + "/snapshots")
        }
        for directory in [event.frozenAs, options.stateDirectory] {
            let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            fsync(descriptor)
            close(descriptor)
        }
    }

    /// The successor has files of these names, too: only the frozen log's are put away.
    private static func names(_ origin: String, _ path: String) -> Bool {
        do throws(EvidenceError) {
            let text = String(
                decoding: try EvidenceFile.read(path, bytesMax: Limits.noteBytesMax), as: UTF8.self)
            return text.contains(origin)
        } catch {
            return false
        }
    }

    /// A succession that no start has made good to its end.
    static func pending(_ options: DaemonOptions) -> LogSucceeded? {
        guard let event = note(options), access(event.frozenAs, F_OK) == 0, event.keptThrough >= 0 else {
            return nil
        }
        return event
    }

    private static func note(_ options: DaemonOptions) -> LogSucceeded? {
        do throws(EvidenceError) {
            let bytes = try EvidenceFile.read(
                options.stateDirectory + "/succession", bytesMax: Limits.noteBytesMax * 4)
            do throws(JSONError) {
                let value = try JSONValue(parsing: bytes)
                do throws(EventCodecError) {
                    guard case .logSucceeded(let event) = try EventCodec.parse(value).event else {
                        return nil
                    }
                    return event
                } catch {
                    return nil
                }
            } catch {
                return nil
            }
        } catch {
            return nil
        }
    }

    static func forget(_ options: DaemonOptions) { unlink(options.stateDirectory + "/succession") }
}
