import ControlInterface
import CrisisModel
import Engine
import EventCodec
import EventLog
package import Gate
import Glibc
import HTTPTransport
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
        let log = try openLog()
        let folded = try fold(log)
        let credentials = CredentialSource(
            .fromEnvironment(), certificateAuthorityFile: options.certificateAuthorityFile
        )
        let access = try AccessControl(options: options, credentials: .fromEnvironment(), world: world)
        let published = Published(folded.state)
        published.seedRecentMentions(folded.recentMentions)
        let gate = gate
        let journal = journal
        let writer: Writer
        do throws(EventLogError) {
            writer = try Writer(
                log: log, published: published, mentions: folded.mentions, world: world,
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
        let running = try Running(
            options: options, world: world, log: log, writer: writer, access: access, gate: gate,
            stopPath: stopPath,
            transport: transport, credentials: credentials, journal: journal, notifier: notifier
        )
        try await openGate(running, folded)
        try await running.startServing(on: descriptors)
        return running
    }

    private func openLog() throws(StartFailure) -> EventLog {
        try StateDirectory.make(options.logDirectory, mode: 0o700)
        var logOptions = EventLogOptions()
        if let bytes = options.reserveBytes { logOptions.reserveBytes = bytes }
        do throws(EventLogError) {
            return try EventLog.open(directory: options.logDirectory, options: logOptions, clock: .system())
        } catch {
            switch error.code {
            case .inUse:
                throw StartFailure(
                    .alreadyRunning,
                    "another process (pid \(error.holder ?? 0)) has the log open: \(options.logDirectory)"
                )
            case .newerFormat:
                throw StartFailure(
                    .logNewer, "the log was written by a newer version: \(error)",
                    next: "install that version again"
                )
            case .damaged:
                throw StartFailure(
                    .logDamaged, "the log is damaged: \(error)",
                    next: "tocsinctl log verify --directory \(options.logDirectory)"
                )
            default: throw StartFailure(.general, "the log cannot be opened: \(error)")
            }
        }
    }

    private struct Folded {
        var state = State()
        var mentions = MentionIndex()
        var recentMentions: [RealmID: Published.RecentMentions] = [:]
        /// The engaged and released stops by the id that the latch knows.
        var stops: [StopID: LoggedStop] = [:]
    }

    private func fold(_ log: EventLog) throws(StartFailure) -> Folded {
        var folded = Folded()
        do throws(ReplayError) {
            try Replay.forEach(in: log) { event in
                folded.state.apply(event)
                folded.mentions.apply(event)
                if case .mentionRecorded = event.event {
                    folded.recentMentions[event.envelope.realm, default: .init()].append(
                        event.envelope.sequence)
                }
                return .continue
            }
        } catch {
            if case .event(_, let codec) = error, codec.code == .newerSchema || codec.code == .unknownKind {
                throw StartFailure(.logNewer, "\(error)", next: "install the newer version again")
            }
            throw StartFailure(
                .logDamaged, "the log cannot be folded: \(error). Nothing is published",
                next: "tocsinctl log verify --directory \(options.logDirectory)"
            )
        }
        for stop in folded.state.live.stops.values {
            guard let id = StopID(hex: stop.engaged.stopID) else { continue }
            folded.stops[id] = stop.released ? .released : .engaged(StopRecord(stop))
        }
        return folded
    }

    /// A stop that waits on the socket, and may have caused this very start, is in force before the gate opens.
    private func waitForFirstTurn() async {
        stopPath.probe()
        while stopPath.health.lastTurn == 0 {
            do { try await world.sleep(.milliseconds(1)) } catch { return }
        }
    }

    /// What the latches and the log say together is in force before anything may go out.
    private func openGate(_ running: Running, _ folded: Folded) async throws(StartFailure) {
        let reconciliation = Reconciliation.make(
            start: start, current: gate.table(), logged: folded.stops,
            highestEpochInLog: UInt64(folded.state.live.highestEpoch), newID: .random(),
            nowMicroseconds: UInt64(bitPattern: world.wallTime().microsecondsSinceEpoch)
        )
        for cause in reconciliation.causes {
            journal.log(.alert, "stopped at start", [JournalField("TOCSIN_REASON", "\(cause)")])
        }
        try await running.recordStart(epoch: reconciliation.epoch)
        for stop in reconciliation.toAppend { await running.stops.recordAndWait(stop, with: running.writer) }
        try await running.applyConfigurationAtStart()
        await waitForFirstTurn()
        gate.open(after: reconciliation)
        running.writer.published.read { running.stops.publishNames(of: $0.live) }
        stopPath.persistLatches()
    }
}
