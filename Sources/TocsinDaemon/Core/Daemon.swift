import ControlInterface
import CrisisModel
import Engine
import EventCodec
import EventLog
import Evidence
package import Gate
import Glibc
import HTTPTransport
import PersonalData
import Projections
package import Systemd

/// The whole daemon, put together. Read it from the top: first the stop, then the log, then everything that may speak.
///
/// `start` is synchronous and leaves a stop path that works; `run` reads the log and opens the gate; the main thread
/// meanwhile is the stop path's.
package final class Daemon: Sendable {
    private let options: DaemonOptions
    private let world: World
    private let gate: Gate<Live>
    private let start: LatchStart
    private let journal: Journal
    private let notifier = Notifier()
    private let descriptors: ListenDescriptors
    private let notices = NoticeRelay()
    /// The main thread runs it.
    package let stopPath: StopPath

    package init(
        options: DaemonOptions, world: World = .system(), descriptors: ListenDescriptors
    ) throws(StartFailure) {
        self.options = options
        self.world = world
        self.descriptors = descriptors
        journal = Journal()
        try StateDirectory.make(options.runtimeDirectory, mode: 0o755)
        let logExists = access(options.logDirectory + "/data.mdb", F_OK) == 0
        let latches = LatchPair.open(
            runtimeDirectory: options.runtimeDirectory, stateDirectory: options.stateDirectory
        )
        start = LatchStart(
            runtime: latches.runtimeReading, disk: latches.diskReading, bootID: latches.bootID,
            logExists: logExists,
            newID: .random(), nowMicroseconds: UInt64(bitPattern: world.wallTime().microsecondsSinceEpoch)
        )
        gate = Gate<Live>()
        gate.seed(start.table, epoch: start.epoch)
        let relay = notices
        stopPath = try Self.openStopPath(descriptors, options, gate, latches, relay)
        relay.attach(stopPath)
        for failure in latches.failures {
            journal.log(.error, "a latch cannot be used", [JournalField("TOCSIN_REASON", "\(failure)")])
        }
    }

    private static func openStopPath(
        _ descriptors: ListenDescriptors, _ options: DaemonOptions, _ gate: Gate<Live>, _ latches: LatchPair,
        _ relay: NoticeRelay
    ) throws(StartFailure) -> StopPath {
        var listener = StopPathConfiguration.Listener.path(options.stopSocket)
        do throws(SystemdError) {
            if let inherited = try descriptors.unixListener(named: "stop") {
                listener = .descriptor(inherited)
            }
        } catch {
            throw StartFailure(.socket, "the stop socket handed over by systemd cannot be used: \(error)")
        }
        do throws(StopPathError) {
            return try StopPath(
                configuration: StopPathConfiguration(
                    listener: listener, sentinelDirectories: options.sentinelDirectories
                ),
                gate: gate, latches: latches, onStop: { relay.stopped($0) }, onSignal: { relay.signalled($0) }
            )
        } catch {
            throw StartFailure(
                .socket, "the stop path cannot start: \(error)", next: "look at \(options.stopSocket)")
        }
    }

    // MARK: Running

    /// An orderly end, as SIGTERM asks for.
    package func requestEnd() { notices.requestEnd() }

    /// Reads the log, opens the gate, serves until told to end. Then the stop path ends too.
    package func run(
        whenReady: @escaping @Sendable (Running) async -> Void = { _ in }
    ) async throws(StartFailure) {
        defer { stopPath.requestEnd() }
        let running = try await bringUp()
        notices.connect(running)
        await whenReady(running)
        await running.serve(until: notices.termination)
    }

    private func bringUp() async throws(StartFailure) -> Running {
        let attempts = StartAttempts(stateDirectory: options.stateDirectory)
        let opening = StartLog(
            options: options, deaths: attempts.count, lastPosition: attempts.position, journal: journal)
        attempts.begin()
        // A refusal in good order is no death.
        defer { attempts.end() }
        try Succession.finish(options)
        let snapshots = options.stateDirectory + "/snapshots"
        // While a child looks at the log.
        let ahead = Outcome<Snapshots.Read?>()
        Thread(name: "tocsin-snapshot") { ahead.give(Snapshots.readAhead(in: snapshots)) }.start()
        var opened = try opening.open()
        let recovered = try recover(&opened, attempts, ahead.wait())
        let parts = try makeParts(opened, recovered)
        let running = try Running(parts, options: options, world: world, journal: journal, notifier: notifier)
        switch opened.mode {
        case .normal: try await openGate(running, recovered)
        case .readOnly, .awaitingMigration: await waitForFirstTurn()
        }
        try await running.startServing(on: descriptors)
        await running.startKeeping(deaths: opening.deaths)
        return running
    }

    private func recover(
        _ opened: inout StartLog.Opened, _ attempts: StartAttempts, _ ahead: Snapshots.Read?
    ) throws(StartFailure) -> Recovered {
        let recovered: Recovered
        do throws(ReplayError) {
            recovered = try Recovered.fold(
                opened.log, snapshots: options.stateDirectory + "/snapshots", through: opened.foldThrough,
                ahead: ahead, attempts: attempts)
        } catch {
            if case .event(_, let codec) = error, codec.code == .newerSchema || codec.code == .unknownKind {
                throw StartFailure(.logNewer, "\(error)", next: "install the newer version again")
            }
            throw StartFailure(
                .logDamaged, "the log cannot be folded: \(error). Nothing is published",
                next: "tocsinctl log verify --directory \(options.logDirectory)"
            )
        }
        for note in recovered.notes {
            journal.log(.warning, "a snapshot was passed over", [JournalField("TOCSIN_REASON", note)])
        }
        if case .normal = opened.mode,
            let cause = UpgradeGate.check(
                opened.log, recovered.state, directory: options.logDirectory,
                snapshots: options.stateDirectory + "/snapshots")
        {
            opened.mode = .awaitingMigration(cause)
        }
        if let cause = opened.mode.cause {
            journal.log(
                .alert, "up for reading only; nothing is published",
                [
                    JournalField("TOCSIN_REASON", cause.words),
                    JournalField("TOCSIN_CODE", cause.code.rawValue),
                ])
        }
        return recovered
    }

    private func makeParts(
        _ opened: StartLog.Opened, _ recovered: Recovered
    ) throws(StartFailure) -> RunningParts {
        let log = opened.log
        let access = try AccessControl(options: options, credentials: .fromEnvironment(), world: world)
        let published = Published(recovered.state)
        published.seedRecentMentions(recovered.recentMentions)
        let opening = openKeys(recovered.state)
        let keys = opening.file
        let journal = journal
        let gate = gate
        let writer: Writer
        do throws(EventLogError) {
            writer = try Writer(
                log: log, published: published,
                intake: MentionIntake(
                    keys: keys, log: log, retentionMonths: { access.logKeeping.retentionMonths }
                ) { words in
                    journal.log(
                        .error, "personal data could not be destroyed", [JournalField("TOCSIN_REASON", words)]
                    )
                }, mode: opened.mode, world: world,
                onOutcomeUnknown: { _ in gate.close() }
            ) { error in
                journal.log(
                    .critical, "the log could not be written; the daemon ends",
                    [JournalField("TOCSIN_REASON", "\(error)")]
                )
                // Orderly work after an unknown outcome could only do harm: the log is read anew by the next start.
                _exit(75)
            }
        } catch {
            throw StartFailure(.general, "the writer cannot start: \(error)")
        }
        let transport: HTTPTransport
        do throws(HTTPTransportError) {
            transport = try HTTPTransport.start()
        } catch {
            throw StartFailure(.general, "the HTTP transport cannot start: \(error)")
        }
        let (key, keyProblem) = openSigningKey(log)
        return RunningParts(
            log: log, writer: writer, access: access, gate: gate, stopPath: stopPath, transport: transport,
            credentials: CredentialSource(
                .fromEnvironment(), certificateAuthorityFile: options.certificateAuthorityFile),
            mode: opened.mode, recoveredThrough: recovered.state.lastSequence,
            recoveredAt: recovered.state.live.at, keys: keys,
            keysProblem: opening.problem, lostKeys: opening.lost,
            checkpointer: Checkpointer(
                log: log, writer: writer, key: key, stateDirectory: options.stateDirectory, journal: journal,
                snapshot: recovered.snapshot),
            keyProblem: keyProblem, requestEnd: { [notices] in notices.requestEnd() })
    }

    /// What the log says is erased is erased, whatever backup the key file came from. Without the file no mention is
    /// taken; a stop needs none.
    private func openKeys(_ state: State) -> (file: AuthorKeyFile?, lost: Int64, problem: String?) {
        do throws(PersonalDataError) {
            let (file, lost) = try AuthorKeyFile.open(
                path: options.stateDirectory + "/author-keys", authors: state.authors.count)
            let again = try file.reapply(AuthorKeyFile.Authors(forEach: state.authors.forEachErased))
            if again > 0 {
                journal.log(
                    .warning, "keys that the log says are destroyed were there, and are destroyed now",
                    [JournalField("TOCSIN_COUNT", again)])
            }
            return (file, lost, nil)
        } catch {
            journal.log(
                .error, "the authors' keys cannot be used; no mention is taken",
                [JournalField("TOCSIN_REASON", "\(error)")])
            return (nil, 0, "\(error)")
        }
    }

    /// A log that cannot be signed is worse than one that can, and better than no stop.
    private func openSigningKey(_ log: EventLog) -> (SigningKey?, String?) {
        do throws(EvidenceError) {
            return (
                try LogKey.open(
                    directory: options.stateDirectory, name: Checkpoint.origin(identity: log.identity)
                ).signing, nil
            )
        } catch {
            journal.log(
                .error, "the log is not signed: its key cannot be used",
                [JournalField("TOCSIN_REASON", "\(error)")])
            return (nil, "\(error)")
        }
    }

    /// A stop that waits on the socket, and may have caused this very start, is in force before the gate opens.
    private func waitForFirstTurn() async {
        stopPath.probe()
        while stopPath.health.lastTurn == 0 {
            do { try await world.sleep(.milliseconds(1)) } catch { return }
        }
    }

    /// This machine signed more than the log holds: an older copy is in its place, or its end is gone.
    private func lostEnd(_ log: EventLog) -> String? {
        do throws(EvidenceError) {
            let path = options.stateDirectory + "/checkpoint"
            let bytes = try EvidenceFile.read(path, bytesMax: EvidenceLimits.noteBytesMax)
            let signed = try SignedCheckpoint(parsing: String(decoding: bytes, as: UTF8.self)).checkpoint
            let head = log.head
            guard signed.origin == Checkpoint.origin(identity: log.identity) else { return nil }
            let isOther = signed.size == head.blockCount && signed.root != head.treeRoot
            guard signed.size > head.blockCount || isOther else { return nil }
            // The next one takes its name; this one is evidence.
            rename(path, options.stateDirectory + "/checkpoint-beyond-the-log")
            return "the log ends with block \(head.blockCount), and this machine signed block \(signed.size)"
                + (isOther ? " with other content" : "")
                + ": an older copy is in its place, or its end is lost"
        } catch {
            return nil
        }
    }

    /// What was lost may have been a stop.
    private func engageAtStart(_ reason: String) async {
        _ = await stopPath.engageOnOwnThread(
            StopRequest(
                scopes: .all, category: .standard, includesCrisisStatements: false,
                reason: BoundedText<200>(truncating: reason),
                clientID: BoundedText<64>(truncating: ""),
                actor: StopActor(
                    origin: .latch, uid: StopActor.unknownUser, loginUID: StopActor.unknownUser,
                    gid: StopActor.unknownUser, pid: getpid())))
    }

    /// What the latches and the log say together is in force before anything may go out.
    private func openGate(_ running: Running, _ recovered: Recovered) async throws(StartFailure) {
        let reconciliation = Reconciliation.make(
            start: start, current: gate.table(), logged: recovered.stops,
            highestEpochInLog: UInt64(recovered.state.live.highestEpoch), newID: .random(),
            nowMicroseconds: UInt64(bitPattern: world.wallTime().microsecondsSinceEpoch)
        )
        for cause in reconciliation.causes {
            journal.log(.alert, "stopped at start", [JournalField("TOCSIN_REASON", "\(cause)")])
        }
        if let succession = Succession.pending(options) {
            // A crash may have come between the event and the stop: the stop is made good.
            if UInt64(succession.keptThrough) == running.writer.published.read({ $0.lastSequence }) {
                try await running.recordSuccession(succession)
            }
            await engageAtStart("the log was damaged and has a successor")
        } else if let words = lostEnd(running.parts.log), reconciliation.engaged.isEmpty {
            journal.log(.alert, "stopped at start", [JournalField("TOCSIN_REASON", words)])
            await engageAtStart(words)
        }
        Succession.forget(options)
        try await running.recordStart(epoch: reconciliation.epoch)
        for stop in reconciliation.toAppend { await running.stops.recordAndWait(stop, with: running.writer) }
        try await running.applyConfigurationAtStart()
        await waitForFirstTurn()
        gate.open(after: reconciliation)
        running.writer.published.read { running.stops.publishNames(of: $0.live) }
        stopPath.persistLatches()
    }
}
