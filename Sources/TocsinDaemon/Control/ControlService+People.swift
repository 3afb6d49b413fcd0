import ControlInterface
import CrisisModel
import Engine
import PersonalData
import Projections
import Varlink
import VarlinkServer

/// The people in the log: erasure, legal holds, and mentions that their source deleted.
extension ControlService {
    func peopleHandlers() -> [String: MethodHandler] {
        Dictionary(
            uniqueKeysWithValues: [
                method(LogInterface.EraseAuthor.self) { [self] context, call throws(MethodError) in
                    try await erase(call, context)
                },
                method(LogInterface.PlaceLegalHold.self) { [self] context, call throws(MethodError) in
                    let author: Int64? =
                        call.author == nil && call.handle == nil
                        ? nil : try await author(call.author, call.source, call.handle, nil)
                    let events = try await submit(
                        .placeLegalHold(author: author, reason: call.reason), context)
                    return .init(hold: Int64(events.first?.envelope.sequence ?? 0))
                },
                method(LogInterface.LiftLegalHold.self) { [self] context, call throws(MethodError) in
                    try await submit(.liftLegalHold(call.hold, reason: call.reason), context)
                    return .init()
                },
                method(LogInterface.ListLegalHolds.self) { [self] _, _ throws(MethodError) in
                    .init(
                        holds: published.read { state in
                            state.authors.holds.values.sorted { $0.placed.hold < $1.placed.hold }.map {
                                .init(
                                    hold: $0.placed.hold, author: $0.placed.author, reason: $0.placed.reason,
                                    placedAt: $0.placedAt.rfc3339)
                            }
                        })
                },
            ]
        )
    }

    /// Named by number, or by where and under which name they are known.
    private func author(
        _ number: Int64?, _ source: String?, _ handle: String?, _ drill: String?
    ) async throws(MethodError) -> Int64 {
        if let number { return number }
        guard let source, let handle else {
            throw refused(
                code: "unknown-author", "name the author by number, or by source and handle", next: nil)
        }
        let realm = try realm(drill)
        let place: SourceID = try name("source", source)
        let tag = MentionSeal.authorTag(source: place, handle: handle, in: realm, with: try usableKeys())
        guard let found = try await lookUp({ $0.author(tag) }) else {
            throw refused(
                code: "unknown-author", "nobody of this name was heard on \(place)",
                next: "tocsinctl mention list")
        }
        return found
    }

    private func usableKeys() throws(MethodError) -> AuthorKeyFile {
        guard let keys = reader.keys else {
            throw refused(
                code: "keys-unreadable", "the file of author keys cannot be used", next: "tocsinctl readiness"
            )
        }
        return keys
    }

    private func lookUp<Result: Sendable>(
        _ body: @escaping @Sendable (borrowing MentionIntake) -> Result
    ) async throws(MethodError) -> Result {
        do throws(WriterError) {
            return try await writer.lookUp(body)
        } catch {
            throw answer(error)
        }
    }

    private func erase(
        _ call: LogInterface.EraseAuthor.Parameters, _ context: CallContext
    ) async throws(MethodError) -> LogInterface.EraseAuthor.Reply {
        let author = try await author(call.author, call.source, call.handle, call.drill)
        let events = try await submit(
            .eraseAuthors(
                [author], .request, reason: try note("reason", call.reason) ?? "",
                role: try note("role", call.role)), context)
        let mentions = try await lookUp { $0.mentionCount(of: author) }
        var isDestroyed = false
        do throws(PersonalDataError) { isDestroyed = try reader.keys?.isErased(author) == true } catch {}
        return .init(
            sequence: Int64(events.first?.envelope.sequence ?? 0), author: author, mentions: Int64(mentions),
            keyDestroyed: isDestroyed)
    }

    func noteDeletion(
        _ call: MentionInterface.DeleteAtSource.Parameters, _ context: CallContext
    ) async throws(MethodError) -> MentionInterface.DeleteAtSource.Reply {
        let realm = try realm(call.drill)
        let sequence: UInt64
        if let given = call.mention {
            sequence = UInt64(max(given, 0))
        } else if let source = call.source, let id = call.id {
            let place: SourceID = try name("source", source)
            let mention = MentionRecorded(source: place, id: id, author: "", text: "", mode: .live)
            let key = MentionSeal.tags(of: mention, in: realm, with: try usableKeys()).mention
            guard let found = try await lookUp({ $0.mention(key) }) else {
                throw refused(code: "unknown-mention", "no such mention of \(place) is known", next: nil)
            }
            sequence = found
        } else {
            throw refused(
                code: "unknown-mention", "name the mention by its event, or by source and id", next: nil)
        }
        guard let recorded = event(sequence), case .mentionRecorded = recorded.event,
            recorded.envelope.realm == realm
        else { throw refused(code: "unknown-mention", "event \(sequence) is no mention here", next: nil) }
        let events = try await submit(
            .noteDeletion(mention: sequence, reason: call.reason), context, realm: realm)
        return .init(sequence: Int64(events.first?.envelope.sequence ?? 0), mention: Int64(sequence))
    }
}
