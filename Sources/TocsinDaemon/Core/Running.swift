import ControlInterface
import CrisisModel
import Engine
import EventLog
import Evidence
import Gate
import HTTPTransport
import Networks
import Projections
import Systemd
package import VarlinkServer

/// A daemon that has read its log: the parts that live until the end, in the order in which they start.
package final class Running: Sendable {
    enum Limits {
        /// How long an orderly end may take before what is left is dropped. The unit's time-out is longer.
        static let shutdownSeconds = 10
    }

    /// systemd goes on showing it after the end.
    private static let endingLine = "Nothing goes out while tocsind is down. That is no emergency stop."

    let options: DaemonOptions
    let world: World
    let writer: Writer
    let stops: StopDesk
    package let control: Server
    let parts: RunningParts
    let access: AccessControl
    private let effects: Effects
    private let refusals: RefusalLog
    private let timer: DueTimer
    private let transport: HTTPTransport
    let journal: Journal
    private let notifier: Notifier
    private let stopPath: StopPath
    private let keeping: LogKeeper
    private let poller: MentionPoller

    init(
        _ parts: RunningParts, options: DaemonOptions, world: World, journal: Journal, notifier: Notifier
    ) throws(StartFailure) {
        let (log, writer, access, transport) = (parts.log, parts.writer, parts.access, parts.transport)
        let (gate, credentials) = (parts.gate, parts.credentials)
        self.options = options
        self.world = world
        self.parts = parts
        self.writer = writer
        self.access = access
        self.transport = transport
        self.journal = journal
        self.notifier = notifier
        stopPath = parts.stopPath
        stops = StopDesk(gate: gate, stopPath: parts.stopPath, access: access, stopSocket: options.stopSocket)
        {
            access.outsideItems
        }
        guard
            let timer = DueTimer(onDue: {
                writer.insist(Writer.Submission(command: .tick, actor: .daemon)) { _ in }
            })
        else { throw StartFailure(.general, "no timer can be made") }
        self.timer = timer
        let (outbox, settlement) = Self.makePublishing(parts, options, world, stops, journal)
        let alerts = AlertSender(
            transport: transport, credentials: credentials, world: world, channels: { access.channels },
            checkpointLine: { [checkpointer = parts.checkpointer] in checkpointer.latest?.line }
        ) { alert, outcome, realm in
            await Self.report(.reportAlert(alert, outcome), realm, writer, journal)
        }
        let status = StatusNotice(notifier, writer.published, stops, world)
        effects = Effects(
            outbox: outbox, settlement: settlement, alerts: alerts, stops: stops, timer: timer,
            writer: writer,
            checkpointer: parts.checkpointer
        ) { event in
            JournalEntries.write(event, to: journal)
            status.follow(event)
        }
        keeping = LogKeeper(parts, options: options, world: world, journal: journal)
        poller = MentionPoller(
            parts, world: world, journal: journal, intervalMilliseconds: options.pollMilliseconds)
        let refusals = RefusalLog(writer: writer, access: access, world: world)
        self.refusals = refusals
        let service = ControlService(
            writer: writer, log: log, access: access, drills: DrillRunner(writer: writer), stops: stops,
            refusals: refusals, version: DaemonOptions.version, mode: parts.mode,
            reader: MentionReader(parts.keys), checkpointer: parts.checkpointer, options: options,
            keyProblem: parts.keyProblem, keysProblem: parts.keysProblem,
            logDamage: { [keeping] in keeping.damage },
            requestEnd: parts.requestEnd
        ) { () async throws(MethodError) -> Int64 in try await Self.reread(access, writer) }
        let serverEvents = ServerEventLog(journal, world)
        do throws(RegistryError) {
            control = Server(registry: try service.makeRegistry(), limits: access.serverLimits) {
                serverEvents.note($0)
            }
        } catch {
            throw StartFailure(.general, "the methods and the interface files do not agree: \(error)")
        }
    }

    private static func makePublishing(
        _ parts: RunningParts, _ options: DaemonOptions, _ world: World, _ stops: StopDesk, _ journal: Journal
    ) -> (Outbox, Settlement) {
        let (writer, credentials) = (parts.writer, parts.credentials)
        let publisher = Publisher(
            transport: parts.transport, totalMilliseconds: options.publishTimeoutMilliseconds)
        let settlement = Settlement(
            publisher: publisher, published: writer.published, credentials: credentials, world: world,
            patienceMilliseconds: options.settlementMilliseconds
        ) { command in
            await Self.report(command, .live, writer, journal)
        }
        let outbox = Outbox(
            gate: parts.gate, publisher: publisher, published: writer.published, credentials: credentials
        ) { post, attempt, outcome, realm in
            if realm.isLive { await stops.untilRecorded(in: writer.published, world) }
            await Self.report(.reportDispatch(post, attempt: attempt, outcome), realm, writer, journal)
        }
        return (outbox, settlement)
    }

    /// The configuration file again, for whoever asked on the control channel.
    private static func reread(_ access: AccessControl, _ writer: Writer) async throws(MethodError) -> Int64 {
        do throws(StartFailure) {
            return try await applyConfiguration(access, writer)
        } catch {
            throw MethodError(
                ServiceInterface.Refused.name,
                encoding: ServiceInterface.Refused(
                    code: "bad-configuration", message: error.message, next: error.next)
            )
        }
    }

    /// What became of a post or an alert must not be lost to a moment of pressure.
    private static func report(
        _ command: Command, _ realm: RealmID, _ writer: Writer, _ journal: Journal
    ) async {
        let result = await withCheckedContinuation { continuation in
            writer.insist(Writer.Submission(command: command, realm: realm, actor: .daemon)) {
                continuation.resume(returning: $0)
            }
        }
        guard case .failure(let error) = result else { return }
        journal.log(.error, "an outcome could not be recorded", [JournalField("TOCSIN_REASON", "\(error)")])
    }

    // MARK: Start

    func recordStart(epoch: UInt64) async throws(StartFailure) {
        do throws(WriterError) {
            try await writer.submit(
                Writer.Submission(
                    command: .openLog(
                        LogOpened(
                            version: DaemonOptions.version, bootID: StartIdentity.bootID(),
                            epoch: Int64(bitPattern: epoch),
                            publicKey: parts.checkpointer.verifierKey?.text,
                            stateRevision: Int64(State.revision)
                        )
                    ), actor: .daemon, isUrgent: true
                )
            )
        } catch {
            throw StartFailure(.general, "the start could not be recorded: \(error)")
        }
    }

    func applyConfiguration() async throws(StartFailure) {
        _ = try await Self.applyConfiguration(access, writer)
    }

    /// A full disk must not keep the stop from coming up: the configuration that the log has stays in force.
    func applyConfigurationAtStart() async throws(StartFailure) {
        do throws(StartFailure) {
            try await applyConfiguration()
        } catch {
            guard error.code == .noSpace else { throw error }
            journal.log(
                .error, "the configuration could not be recorded; the one in the log stays in force",
                [JournalField("TOCSIN_REASON", error.message)])
        }
    }

    /// Only a configuration that differs from the one in force is an event.
    private static func applyConfiguration(
        _ access: AccessControl, _ writer: Writer
    ) async throws(StartFailure) -> Int64 {
        let applied = try access.load()
        let known = writer.published.read { $0.settings.textHash == applied.textHash && $0.lastSequence > 1 }
        if known, writer.published.read({ $0.settings.releasers == applied.releasers }) {
            return writer.published.read { Int64($0.lastSequence) }
        }
        do throws(WriterError) {
            let events = try await writer.submit(
                Writer.Submission(command: .applyConfiguration(applied), actor: .daemon)
            )
            return Int64(events.first?.envelope.sequence ?? 0)
        } catch {
            throw StartFailure(
                error == .noSpace ? .noSpace : .configuration,
                "the configuration could not be recorded: \(error)")
        }
    }

    func reloadOnSignal() async {
        do throws(SystemdError) {
            try notifier.reloading()
        } catch {
            journal.log(.warning, "systemd could not be told of the reload", [])
        }
        do throws(StartFailure) {
            try await applyConfiguration()
            journal.log(.notice, "configuration applied", [])
        } catch {
            journal.log(
                .error, "the configuration file is not used; the one in force stays",
                [JournalField("TOCSIN_REASON", error.message)]
            )
        }
        tellReady()
    }

    func startServing(on descriptors: ListenDescriptors) async throws(StartFailure) {
        var endpoint = Server.Endpoint.path(options.controlSocket, mode: 0o666)
        do throws(SystemdError) {
            if let inherited = try descriptors.unixListener(named: "varlink") {
                endpoint = .descriptor(inherited)
            }
        } catch {
            throw StartFailure(.socket, "the control socket handed over by systemd cannot be used: \(error)")
        }
        do throws(ServerError) {
            try await control.start(on: endpoint)
        } catch {
            throw StartFailure(
                .socket, "the control socket cannot be opened: \(error)",
                next: "look at \(options.controlSocket)")
        }
        if case .normal = parts.mode { timer.start() }
    }

    /// What is done about the log by itself, from here on.
    /// The first event of a log that goes on from another.
    func recordSuccession(_ succession: LogSucceeded) async throws(StartFailure) {
        do throws(WriterError) {
            try await writer.submit(
                Writer.Submission(command: .noteSuccession(succession), actor: .daemon, isUrgent: true))
        } catch {
            throw StartFailure(.general, "the succession could not be recorded: \(error)")
        }
    }

    func startKeeping(deaths: UInt64) async { await keeping.start(deaths: deaths) }

    // MARK: Life

    func serve(until termination: AsyncStream<Void>) async {
        let effectsRun = Task { await effects.run() }
        let keepingRun = Task { await keeping.run() }
        let pollingRun = Task { await poller.run() }
        defer {
            keepingRun.cancel()
            pollingRun.cancel()
        }
        resendAlerts(through: parts.recoveredThrough)
        tellReady()
        if !options.isQuiet {
            journal.log(.notice, "ready", id: .daemonReady, [JournalField("TOCSIN_STATUS", statusLine)])
        }
        let watchdog = Task { await Watchdog(notifier, stopPath, writer, world).run() }
        for await _ in termination { break }
        pollingRun.cancel()
        do throws(SystemdError) { try notifier.stopping(status: Self.endingLine) } catch {}
        await control.shutDown(within: .seconds(Limits.shutdownSeconds))
        timer.end()
        refusals.flush()
        await transport.stop()
        await keeping.end()
        await Self.onOwnThread {
            self.writer.close()
            self.writer.closeIndex()
        }
        effects.end()
        await effectsRun.value
        watchdog.cancel()
    }

    /// `Writer.close` waits for a thread; that wait must not hold one of the pool's.
    private static func onOwnThread(_ body: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            Thread(name: "tocsin-end") {
                body()
                continuation.resume()
            }.start()
        }
    }

    private func tellReady() {
        let line = statusLine
        do throws(SystemdError) {
            try notifier.ready(status: line)
        } catch {
            journal.log(.warning, "systemd could not be told", [JournalField("TOCSIN_REASON", "\(error)")])
        }
    }

    package var statusLine: String {
        writer.published.read {
            StatusLine(realm: $0.live, gateIsOpen: stops.gateIsOpen, readOnly: parts.mode.cause).text
        }
    }

    /// An alert that nobody took before the daemon ended is sent again, unless it is old.
    private func resendAlerts(through sequence: UInt64) {
        let horizon = world.wallTime().adding(
            microseconds: -AlertSender.Limits.raisedAgainAfterStartMicroseconds
        )
        let open = writer.published.read { state in
            state.live.alerts.values.filter {
                [.raised, .failed].contains($0.state) && $0.raisedAt > horizon && $0.sequence <= sequence
            }
        }
        for alert in open { effects.resend(alert) }
    }
}
