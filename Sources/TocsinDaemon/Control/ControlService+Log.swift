import ControlInterface
import CrisisModel
import Varlink
import Engine
import EventCodec
import EventLog
import Cryptography
import Projections
import VarlinkServer

/// `org.tocsin.Log`.
extension ControlService {
    enum LogLimits {
        /// Lines in one reply of an export.
        static let linesPerReply = 256
        /// Events read from the log at once for a stream.
        static let eventsPerRead: UInt64 = 512
    }

    func logHandlers() -> [String: MethodHandler] {
        readingHandlers().merging(evidenceHandlers()) { first, _ in first }
            .merging(peopleHandlers()) { first, _ in first }
            .merging(stateHandlers()) { first, _ in first }
    }

    private func readingHandlers() -> [String: MethodHandler] {
        Dictionary(
            uniqueKeysWithValues: [
                stream(LogInterface.Tail.self) { [self] context, call, replies throws(MethodError) in
                    // Who may see a mention may see it here; the whole log by name is for those who work with it.
                    guard call.personalData != true || access.mayReadPersonalData(context.peer) else {
                        noteRefusal(
                            LogInterface.Tail.name, "permission-denied", "personal data needs a working role",
                            context)
                        throw .permissionDenied
                    }
                    try await tail(call, replies)
                },
                stream(LogInterface.Export.self) { [self] context, call, replies throws(MethodError) in
                    try await export(call, context, replies)
                },
                stream(LogInterface.Verify.self) { [self] context, _, replies throws(MethodError) in
                    try await verify(context, replies)
                },
                method(LogInterface.State.self) { [self] _, _ throws(MethodError) in
                    // A copy, so that the writer does not wait for the hash.
                    let state = published.copy
                    return .init(
                        sequence: Int64(state.lastSequence), stateHash: StateHash.of(state).description)
                },
            ] + logRewindHandlers()
        )
    }

    /// Decoded events of a range, in portions, so that no reader stays open while a slow client is waited for.
    func portion(from first: UInt64, through last: UInt64) throws(MethodError) -> [RecordedEvent] {
        var events: [RecordedEvent] = []
        let end = min(last, first + LogLimits.eventsPerRead - 1)
        try refuseDamaged(from: first, to: end)
        do throws(ReplayError) {
            try Replay.forEach(in: log, from: first, through: end) { event in
                events.append(event)
                return .continue
            }
        } catch {
            throw refused(code: "log-damaged", "\(error)", next: "tocsinctl log verify")
        }
        return events
    }

    /// Damage is known, or something kept this start from being an ordinary one. Of a log that is open up to the damage
    /// nothing else can be read.
    var isSuspect: Bool { mode.cause.map { $0.code != .damaged } ?? (logDamage() != nil) }

    /// Then a child reads first: a damaged page may end whoever reads it. What is merely wrong in it the
    /// reader finds and says itself.
    func refuseDamaged(from first: UInt64 = 1, to end: UInt64? = nil) throws(MethodError) {
        guard isSuspect else { return }
        let finding = WalkChild().run(directory: options.logDirectory, from: first, to: end)
        guard Self.isFatal(finding) else { return }
        throw refused(code: "log-damaged", "\(finding)", next: "tocsinctl log verify")
    }

    /// Damage that names no event is the store's own: whoever meets it on another way than the child may die of it.
    private static func isFatal(_ finding: WalkFinding) -> Bool {
        switch finding {
        case .died, .silent, .damaged(_, nil, _, _): true
        case .sound, .damaged, .unknown: false
        }
    }

    private func tail(
        _ call: LogInterface.Tail.Parameters, _ replies: ReplyStream
    ) async throws(MethodError) {
        let realm = try call.drill.map { name throws(MethodError) in try self.realm(name) }
        // The subscription comes first, so that nothing between the reading and the following is lost.
        let (changes, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id = published.subscribe { _ in continuation.yield() }
        defer { published.unsubscribe(id) }
        let head = published.read { $0.lastSequence }
        var next = UInt64(max(call.from ?? Int64(head) - 9, 1))
        let follow = call.follow ?? false
        let end = call.to.map { UInt64(max($0, 0)) } ?? (follow ? UInt64.max : head)
        var iterator = changes.makeAsyncIterator()
        // The answer that ends a listing carries its last event; while following, nothing is kept back.
        var last = LogInterface.Tail.Reply(event: .object([:]))
        var isFirst = true
        while next <= end {
            let durable = published.read { $0.lastSequence }
            if next > durable {
                guard follow, await iterator.next() != nil else { break }
                continue
            }
            for event in try portion(from: next, through: min(end, durable)) {
                next = event.envelope.sequence + 1
                guard realm == nil || event.envelope.realm == realm, Self.matches(event, call.kind) else {
                    continue
                }
                let shown = LogInterface.Tail.Reply(
                    event: EventCodec.json(call.personalData == true ? shown(event) : event))
                if follow || !isFirst { try await replies.send(encoding: follow ? shown : last) }
                last = shown
                isFirst = false
            }
        }
        try replies.finish(encoding: follow ? .init(event: .object([:])) : last)
    }

    private static func matches(_ event: RecordedEvent, _ kind: String?) -> Bool {
        guard let kind else { return true }
        let name = event.event.kind.name
        return name == kind || name.hasPrefix(kind + ".")
    }

    private func export(
        _ call: LogInterface.Export.Parameters, _ context: CallContext, _ replies: ReplyStream
    ) async throws(MethodError) {
        let realm = try call.drill.map { name throws(MethodError) in try self.realm(name) }
        let end = min(UInt64(max(call.to ?? .max, 0)), published.read { $0.lastSequence })
        var next = max(
            UInt64(max(call.from ?? 1, 1)), call.from == nil ? log.beginning.firstSequence.rawValue : 1)
        var lines: [String] = []
        // Before the first line leaves: whoever took what is on record, whether or not they took all of it.
        try await noteExport(
            from: next, to: end, try form(call.form), personalData: call.personalData == true, call.purpose,
            context)
        while next <= end {
            for event in try portion(from: next, through: end) {
                next = event.envelope.sequence + 1
                guard realm == nil || event.envelope.realm == realm else { continue }
                lines.append(
                    EventCodec.json(call.personalData == true ? reader.open(event) : event).text)
                if lines.count == LogLimits.linesPerReply {
                    try await replies.send(
                        encoding: LogInterface.Export.Reply(lines: lines, nextSequence: Int64(next)))
                    lines = []
                }
            }
        }
        try replies.finish(encoding: LogInterface.Export.Reply(lines: lines, nextSequence: Int64(next)))
    }

    private func form(_ word: String?) throws(MethodError) -> ExportForm {
        guard let word else { return .ndjson }
        return try choice("form", word, ExportForm.self)
    }

    /// A mention that its source deleted is shown to nobody who only looks.
    private func shown(_ event: RecordedEvent) -> RecordedEvent {
        let isDeleted = published.read {
            $0.realms[event.envelope.realm]?.deletedMentions.contains(event.envelope.sequence) == true
        }
        return isDeleted ? event : reader.open(event)
    }

    /// Who took what out is on record. A daemon that is up for reading only cannot record, and lets the auditor read.
    func noteExport(
        from first: UInt64, to last: UInt64, _ form: ExportForm, personalData: Bool, _ purpose: String?,
        _ context: CallContext
    ) async throws(MethodError) {
        guard case .normal = mode else { return }
        try await submit(
            .noteExport(
                LogExported(
                    from: Int64(first), to: Int64(last), form: form, personalData: personalData,
                    purpose: try note("purpose", purpose))), context)
    }

    /// Order, gaps, checksums, layout and causation of the bytes, then the fold. Runs on a thread of its own.
    private func verify(_ context: CallContext, _ replies: ReplyStream) async throws(MethodError) {
        let log = self.log
        let mode = self.mode
        let directory = options.logDirectory
        let (progress, continuation) = AsyncStream<LogInterface.Verify.Reply>.makeStream(
            bufferingPolicy: .bufferingNewest(8)
        )
        Thread(name: "tocsin-verify") {
            let head = log.head.lastSequence?.rawValue ?? 0
            let total = Int64(head) * 2
            if let fatal = Self.fatal(directory, to: head, mode) {
                continuation.yield(Self.describe(fatal, Int64(head)))
            } else {
                var verification = LogVerification.run(log) { read, _ in
                    continuation.yield(.init(finished: false, eventsRead: Int64(read), eventsTotal: total))
                }
                // What was read is the sound part.
                if let cause = mode.cause, cause.code == .damaged {
                    verification.findings.append(.init(sequence: cause.sequence, problem: cause.words))
                }
                continuation.yield(Self.describe(verification, Int64(verification.lastSequence)))
            }
            continuation.finish()
        }.start()
        for await reply in progress {
            if reply.finished {
                try replies.finish(encoding: reply)
            } else if context.more {
                try await replies.send(encoding: reply)
            }
        }
    }

    /// A child reads first: a damaged page of the store ends whoever reads it. Of a damaged log only the part that a
    /// child has read is open.
    private static func fatal(_ directory: String, to head: UInt64, _ mode: StartMode) -> LogVerification? {
        guard head > 0, mode.cause?.code != .damaged else { return nil }
        let finding = WalkChild().run(directory: directory, to: head)
        // Behind one damaged place there may be another that ends its reader.
        switch finding {
        case .sound, .unknown: return nil
        case .damaged, .died, .silent: break
        }
        var verification = LogVerification()
        verification.lastSequence = finding.firstUnread.map { $0 - 1 } ?? 0
        verification.eventsRead = verification.lastSequence
        verification.findings = [.init(sequence: finding.firstUnread, problem: "\(finding)")]
        return verification
    }

    private static func describe(_ verification: LogVerification, _ total: Int64) -> LogInterface.Verify.Reply
    {
        LogInterface.Verify.Reply(
            finished: true, eventsRead: Int64(verification.eventsRead),
            eventsTotal: Int64(verification.lastSequence),
            sound: verification.isSound,
            findings: verification.findings.map { finding in
                .init(
                    sequence: finding.sequence.map { Int64($0) }, block: finding.block.map { Int64($0) },
                    problem: finding.problem
                )
            },
            lastSequence: Int64(verification.lastSequence), treeRoot: verification.treeRoot?.description,
            stateHash: verification.stateHash?.description, conclusion: verification.conclusion
        )
    }
}
