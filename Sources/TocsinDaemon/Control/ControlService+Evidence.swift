import ControlInterface
import Cryptography
import CrisisModel
import Engine
import EventLog
import Evidence
import Projections
import VarlinkServer

/// Evidence, upgrades and repair.
extension ControlService {
    func evidenceHandlers() -> [String: MethodHandler] {
        Dictionary(
            uniqueKeysWithValues: [
                method(LogInterface.SignCheckpoint.self) { [self] _, _ throws(MethodError) in
                    try await signCheckpoint()
                },
                method(LogInterface.GetCheckpoint.self) { [self] _, _ throws(MethodError) in
                    let latest = checkpointer.latest
                    return .init(
                        note: latest?.note, line: latest?.line, treeSize: latest?.treeSize,
                        lastSequence: latest?.sequence, publicKey: checkpointer.verifierKey?.text,
                        problem: checkpointer.verifierKey == nil ? "the log's key cannot be used" : nil)
                },
                method(LogInterface.Prove.self) { [self] _, call throws(MethodError) in
                    .init(proof: try await prove(call.sequence))
                },
                method(LogInterface.ProveConsistency.self) { [self] _, call throws(MethodError) in
                    .init(proof: try await proveConsistency(from: call.from))
                },
                method(LogInterface.Migrate.self) { [self] context, call throws(MethodError) in
                    try await migrate(call.reason, context)
                },
                method(LogInterface.Succeed.self) { [self] context, call throws(MethodError) in
                    try await succeed(call.passphrase, context)
                },
                stream(LogInterface.Rebuild.self) { [self] context, _, replies throws(MethodError) in
                    try await rebuild(context, replies)
                },
            ]
        )
    }

    private func signCheckpoint() async throws(MethodError) -> LogInterface.SignCheckpoint.Reply {
        // The state may end before the log does.
        if let cause = mode.cause { throw answer(.readOnly(cause.words, next: cause.next)) }
        let signed: LogCheckpointSigned?
        do throws(WriterError) {
            signed = try await checkpointer.sign(.demand)
        } catch {
            throw answer(error)
        }
        guard let signed, let latest = checkpointer.latest else {
            throw refused(
                code: "not-signed", "the log's key cannot be used; the journal says why",
                next: "tocsinctl readiness")
        }
        return .init(
            treeSize: signed.treeSize, lastSequence: signed.lastSequence, root: signed.root.description,
            stateHash: signed.stateHash.description, note: signed.note, line: latest.line)
    }

    // MARK: Proofs

    private func prove(_ sequence: Int64) async throws(MethodError) -> String {
        try await proof { log, checkpoint, _ throws(ProofFailure) in
            try EventProof.make(
                Envelope.Sequence(rawValue: UInt64(max(sequence, 0))), in: log, checkpoint: checkpoint
            ).text
        }
    }

    private func proveConsistency(from size: Int64) async throws(MethodError) -> String {
        let size = UInt64(max(size, 0))
        return try await proof { log, checkpoint, key throws(ProofFailure) in
            try ConsistencyProof.make(
                in: log, from: try Self.older(size, log, checkpoint, key), to: checkpoint
            ).text
        }
    }

    private static func older(
        _ size: UInt64, _ log: EventLog, _ newer: SignedCheckpoint, _ key: SigningKey
    ) throws(ProofFailure) -> SignedCheckpoint {
        let root: Cryptography.Digest
        do throws(EventLogError) { root = try log.root(at: size) } catch { throw .log(error) }
        do throws(EvidenceError) {
            return try Checkpoint(origin: newer.checkpoint.origin, size: size, root: root).signed(with: key)
        } catch {
            throw .evidence(error)
        }
    }

    /// A proof leads to a checkpoint of its own, made for it: an older one might not cover the event.
    private func proof(
        _ make:
            @escaping @Sendable (EventLog, SignedCheckpoint, SigningKey) throws(ProofFailure) -> String
    ) async throws(MethodError) -> String {
        try refuseDamaged()
        let note = try await signCheckpoint().note
        guard let key = checkpointer.signingKey else { throw .internalError }
        let log = self.log
        let made = await Thread.run(name: "tocsin-proof") { () -> Result<String, ProofFailure> in
            let checkpoint: SignedCheckpoint
            do throws(EvidenceError) {
                checkpoint = try SignedCheckpoint(parsing: note)
            } catch {
                return .failure(.evidence(error))
            }
            do throws(ProofFailure) {
                return .success(try make(log, checkpoint, key))
            } catch {
                return .failure(error)
            }
        }
        switch made {
        case .success(let text): return text
        case .failure(let error): throw refused(code: "not-proved", "\(error)", next: nil)
        }
    }

    // MARK: Upgrade

    private func migrate(
        _ reason: String, _ context: CallContext
    ) async throws(MethodError) -> LogInterface.Migrate.Reply {
        guard case .awaitingMigration(let cause) = mode else {
            throw refused(
                code: "wrong-state", "nothing waits for a declaration: this version agrees with the log",
                next: "tocsinctl status")
        }
        guard !reason.isEmpty else {
            throw refused(code: "bad-name", "reason: say why it is meant", next: nil)
        }
        let state = published.copy
        let events = try await submit(
            .noteMigration(
                LogMigrated(
                    fromRevision: state.lastOpened?.stateRevision, toRevision: Int64(State.revision),
                    throughSequence: Int64(state.lastSequence), stateHash: StateHash.of(state),
                    firstDifference: cause.sequence.map { Int64($0) }, reason: try note("reason", reason))),
            context)
        return .init(sequence: Int64(events.first?.envelope.sequence ?? 0))
    }

    // MARK: Rebuild

    private func rebuild(_ context: CallContext, _ replies: ReplyStream) async throws(MethodError) {
        try refuseDamaged()
        let log = self.log
        let published = self.published
        let snapshots = snapshotDirectory
        let (progress, continuation) = AsyncStream<Result<LogInterface.Rebuild.Reply, ReplayError>>
            .makeStream(bufferingPolicy: .bufferingNewest(8))
        Thread(name: "tocsin-rebuild") {
            let live = published.copy
            do throws(ReplayError) {
                let result = try Rebuild.run(log, comparing: live, snapshots: snapshots) { read, total in
                    continuation.yield(
                        .success(.init(finished: false, eventsRead: Int64(read), eventsTotal: Int64(total))))
                }
                continuation.yield(.success(.init(result, at: live.lastSequence)))
            } catch {
                continuation.yield(.failure(error))
            }
            continuation.finish()
        }.start()
        for await step in progress {
            switch step {
            case .success(let reply) where reply.finished: try replies.finish(encoding: reply)
            case .success(let reply):
                if context.more { try await replies.send(encoding: reply) }
            case .failure(let error):
                throw refused(code: "archived", "\(error)", next: "tocsinctl log restore --help")
            }
        }
    }
}

extension LogInterface.Rebuild.Reply {
    fileprivate init(_ result: Rebuild, at sequence: UInt64) {
        self.init(
            finished: true, eventsRead: Int64(result.eventsRead), eventsTotal: Int64(sequence),
            equal: result.isEqual, stateHash: result.stateHash?.description,
            liveHash: result.liveHash.description, sequence: Int64(sequence),
            foldedAfter: result.foldedAfter == 0 ? nil : Int64(result.foldedAfter),
            checkpointsCompared: Int64(result.checkpointsCompared), problem: result.problem)
    }
}
