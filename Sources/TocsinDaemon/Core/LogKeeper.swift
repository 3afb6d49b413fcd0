import CTimers
import CrisisModel
import Engine
import EventLog
import Glibc
import Projections
import Systemd

/// What is done about the log by itself: the index of mentions, checkpoints by the clock, the period of retention, the
/// room on the disk, the clock's own word, and the reading of what no start reads.
final class LogKeeper: Sendable {
    enum Limits {
        /// Between two looks at the disk and the clock.
        static let lookSeconds: Int64 = 3_600
        /// A log that ended so long ago, by a clock that nothing sets, lets go of nobody.
        static let doubtfulGapSeconds: Int64 = 31 * 86_400
        static let retentionSeconds: Int64 = 86_400
        /// A clock that is not synchronised for so long is told of.
        static let unsynchronisedSeconds: Int64 = 24 * 3_600
        /// Indexing and the reading of the whole log go on in the background beyond this many events.
        static let eventsAtOnce = 200_000
        /// Between two tries to make the index when there was no room.
        static let indexRetrySecondsMin: Int64 = 1
        static let indexRetrySecondsMax: Int64 = 30
    }

    private struct Content {
        var unsynchronisedSince: Int64?
        var lowSpaceTold = false
        var clockTold = false
        var nextRetention: Int64 = 0
        var nextCheckpoint: Int64 = 0
    }

    private let parts: RunningParts
    private let options: DaemonOptions
    private let world: World
    private let journal: Journal
    private let content = Locked(Content())
    /// What the reading of the whole log found.
    private let damageFound = Locked<String?>(nil)

    init(_ parts: RunningParts, options: DaemonOptions, world: World, journal: Journal) {
        self.parts = parts
        self.options = options
        self.world = world
        self.journal = journal
    }

    private var isNormal: Bool { if case .normal = parts.mode { true } else { false } }

    /// What readiness shows; nil when nothing was found.
    var damage: String? { damageFound.withLock { $0 } }

    // MARK: Start

    func start(deaths: UInt64) async {
        guard isNormal else { return }
        await startIndex()
        if parts.lostKeys > 0 {
            raise(
                "The keys of \(parts.lostKeys) authors are lost",
                "The file of author keys was missing or older than the log: what these authors wrote cannot be read "
                    + "any more. Nothing else is changed by it.")
        }
        if let problem = parts.keysProblem {
            raise("No mention can be recorded", "The file of author keys cannot be used: \(problem)")
        }
        if let problem = parts.keyProblem {
            raise("The log is not signed", "Its key cannot be used: \(problem)")
        }
        if deaths > 0 {
            journal.log(.warning, "starts before this one died", [JournalField("TOCSIN_COUNT", deaths)])
        }
    }

    /// Mentions are taken as soon as the index has caught up with the log; everything else does not wait for it.
    private func startIndex() async {
        let directory = options.stateDirectory + "/projections"
        guard
            let index = MentionIndex.open(
                directory: directory, log: parts.log, boot: StartIdentity.bootNumber())
        else { return remakeIndexLater() }
        let head = parts.log.head.lastSequence?.rawValue ?? 0
        guard head > index.through, head - index.through > UInt64(Limits.eventsAtOnce) else {
            if await !adopt(index) { remakeIndexLater() }
            return
        }
        let log = parts.log
        Task {
            guard await isReadable(from: index.through + 1) else { return }
            let isCurrent = await Thread.run(name: "tocsin-index") { () -> Bool in
                while index.through + 4_096 < log.head.lastSequence?.rawValue ?? 0 {
                    guard index.catchUp(with: log) else { return false }
                }
                return true
            }
            if isCurrent, await adopt(index) { return }
            remakeIndexLater()
        }
    }

    /// What a snapshot covered was not read at the start: a damaged page in it would end this process, after every start
    /// anew.
    private func isReadable(from first: UInt64) async -> Bool {
        let directory = options.logDirectory
        let finding = await Thread.run(name: "tocsin-index") {
            WalkChild().run(directory: directory, from: first)
        }
        switch finding {
        case .sound, .unknown: return true
        case .damaged, .died, .silent:
            told("\(finding); the index of mentions cannot be made, and no mention is recorded")
            return false
        }
    }

    /// The disk was full. Until there is room again, only mentions are refused.
    private func remakeIndexLater() {
        journal.log(.error, "there is no room for the index of mentions; no mention is recorded", [])
        parts.writer.noteLackOfRoom()
        let directory = options.stateDirectory + "/projections"
        Task {
            var wait = Limits.indexRetrySecondsMin
            while true {
                do { try await world.sleep(.seconds(wait)) } catch { return }
                wait = min(wait * 2, Limits.indexRetrySecondsMax)
                let log = parts.log
                let index = await Thread.run(name: "tocsin-index") { () -> MentionIndex? in
                    let made = MentionIndex.open(
                        directory: directory, log: log, boot: StartIdentity.bootNumber())
                    return made?.catchUp(with: log) == true ? made : nil
                }
                if let index, await adopt(index) { return }
            }
        }
    }

    private func adopt(_ index: MentionIndex) async -> Bool {
        let log = parts.log
        do throws(WriterError) {
            try await parts.writer.adopt(index) { $0.catchUp(with: log) }
            return true
        } catch {
            journal.log(
                .error, "the index of mentions could not be made", [JournalField("TOCSIN_REASON", "\(error)")]
            )
            return false
        }
    }

    // MARK: Life

    /// Until it is cancelled. Between two turns nothing wakes the daemon.
    func run() async {
        guard isNormal else { return }
        await readAll()
        let start = world.bootMicroseconds() / 1_000_000
        content.withLock {
            $0.nextRetention = start
            $0.nextCheckpoint = start + interval
        }
        while !Task.isCancelled {
            let now = world.bootMicroseconds() / 1_000_000
            lookAtDisk()
            lookAtClock(now)
            await letGoOfAuthors(now)
            let wait = content.withLock { max(min($0.nextCheckpoint - now, Limits.lookSeconds), 1) }
            do { try await world.sleep(.seconds(wait)) } catch { return }
            await signByTheClock(world.bootMicroseconds() / 1_000_000)
        }
    }

    private var interval: Int64 { parts.access.logKeeping.checkpointMinutes * 60 }

    private func signByTheClock(_ now: Int64) async {
        guard content.withLock({ $0.nextCheckpoint <= now }) else { return }
        content.withLock { $0.nextCheckpoint = now + interval }
        do throws(WriterError) {
            try await parts.checkpointer.sign(.timer)
        } catch {
            journal.log(
                .warning, "a checkpoint could not be recorded", [JournalField("TOCSIN_REASON", "\(error)")])
        }
    }

    /// An orderly end is signed, so that the next start folds nothing.
    func end() async {
        guard isNormal else { return }
        do throws(WriterError) { try await parts.checkpointer.sign(.end) } catch {}
    }

    /// The part of the log that no start reads, by a child process, since damage there can end whoever reads it.
    private func readAll() async {
        let directory = options.logDirectory
        let head = parts.log.head.lastSequence?.rawValue ?? 0
        guard head > 0 else { return }
        let finding = await Thread.run(name: "tocsin-walk") {
            WalkChild().run(directory: directory, to: head)
        }
        switch finding {
        case .sound: return
        case .unknown(let reason):
            journal.log(
                .warning, "the log could not be read in the background",
                [JournalField("TOCSIN_REASON", reason)])
        case .damaged(_, let sequence, let problem, let range):
            told("event \(sequence ?? range.first): \(problem)")
        case .died(let signal, let range):
            told("whoever reads on from event \(range.first) dies of signal \(signal)")
        case .silent(let range): told("nothing can be read from event \(range.first) on")
        }
    }

    private func told(_ words: String) {
        damageFound.withLock { $0 = words }
        journal.log(.critical, "the log is damaged", [JournalField("TOCSIN_REASON", words)])
        raise(
            "The log is damaged",
            "Found by reading all of it: \(words). The state is whole, since it was folded before; service goes on. "
                + "Next: tocsinctl log verify, and keep the newest backup.")
    }

    // MARK: Retention, room, clock

    private func letGoOfAuthors(_ now: Int64) async {
        guard content.withLock({ $0.nextRetention <= now }) else { return }
        content.withLock { $0.nextRetention = now + Limits.retentionSeconds }
        // Nothing is destroyed for good on the word of a clock that nobody vouches for.
        guard !clockIsDoubtful else { return }
        while true {
            do throws(WriterError) {
                try await parts.writer.submit(
                    Writer.Submission(
                        command: .eraseAuthors(
                            [], .retention, reason: "the retention period is over", role: nil), actor: .daemon
                    ))
            } catch {
                return
            }
        }
    }

    private func lookAtDisk() {
        var status = statvfs()
        guard statvfs(options.logDirectory, &status) == 0 else { return }
        let free = Int64(
            clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
                .partialValue)
        let low = parts.access.logKeeping.lowSpaceMegabytes * 1_048_576
        let mustTell = content.withLock { content in
            defer { content.lowSpaceTold = free < low }
            return free < low && !content.lowSpaceTold
        }
        guard mustTell else { return }
        parts.writer.insist(
            Writer.Submission(
                command: .noteLowSpace(LogSpaceLow(freeBytes: free, lowWaterBytes: low)), actor: .daemon)
        ) { _ in }
    }

    private func lookAtClock(_ now: Int64) {
        guard isUnsynchronised else {
            content.withLock {
                $0.unsynchronisedSince = nil
                $0.clockTold = false
            }
            return
        }
        let since = content.withLock { content -> Int64? in
            let since = content.unsynchronisedSince ?? now
            content.unsynchronisedSince = since
            guard now - since >= Limits.unsynchronisedSeconds, !content.clockTold else { return nil }
            content.clockTold = true
            return since
        }
        guard let since else { return }
        parts.writer.enqueue(
            Writer.Submission(command: .noteUntrustedClock(seconds: now - since), actor: .daemon)
        ) { _ in }
    }

    /// The kernel's word; where it may not be asked, that of systemd's own time service, if it runs.
    private var isUnsynchronised: Bool {
        switch tocsin_clock_is_unsynchronised() {
        case 1: true
        case 0: false
        default:
            access("/run/systemd/timesync", F_OK) == 0
                && access("/run/systemd/timesync/synchronized", F_OK) != 0
        }
    }

    /// It stepped, or it was far ahead of the log at the start and nothing sets it.
    private var clockIsDoubtful: Bool {
        if parts.writer.published.read({ $0.live.clockHeld }) { return true }
        let before = parts.recoveredAt
        guard before != .zero, isUnsynchronised else { return false }
        return world.wallTime() > before.adding(seconds: Limits.doubtfulGapSeconds)
    }

    private func raise(_ subject: String, _ text: String) {
        parts.writer.insist(
            Writer.Submission(command: .raiseAlert(subject: subject, text: text), actor: .daemon)
        ) { _ in }
    }
}
