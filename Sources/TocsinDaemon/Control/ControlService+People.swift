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
        if let handle = call.handle, !handle.isEmpty,
            call.reason.lowercased().contains(handle.lowercased())
        {
            throw refused(
                code: "personal-reason", "the reason names the person: it would stay in the log in clear",
                next: "give a reason without the handle")
        }
        let author = try await author(call.author, call.source, call.handle, call.drill)
        let authors = [author] + (try await copies(of: author, call))
        let events = try await submit(
            .eraseAuthors(
                authors, .request, reason: try note("reason", call.reason) ?? "",
                role: try note("role", call.role)), context)
        let mentions = try await lookUp { intake in
            authors.reduce(0) { $0 + Int64(intake.mentionCount(of: $1)) }
        }
        var isDestroyed = true
        for author in authors {
            do throws(PersonalDataError) {
                if try reader.keys?.isErased(author) != true { isDestroyed = false }
            } catch {
                isDestroyed = false
            }
        }
        return .init(
            sequence: Int64(events.first?.envelope.sequence ?? 0), author: author, mentions: mentions,
            keyDestroyed: isDestroyed)
    }

    /// Whoever is erased by name is erased in the drills too, where they have numbers of their own.
    private func copies(
        of author: Int64, _ call: LogInterface.EraseAuthor.Parameters
    ) async throws(MethodError) -> [Int64] {
        guard call.author == nil, call.drill == nil, let source = call.source, let handle = call.handle else {
            return []
        }
        let place: SourceID = try name("source", source)
        let keys = try usableKeys()
        let tags = published.read { Array($0.realms.keys) }.map {
            MentionSeal.authorTag(source: place, handle: handle, in: $0, with: keys)
        }
        let found = try await lookUp { intake in Set(tags.compactMap { intake.author($0) }) }
        let erased = published.read { state in found.filter { state.authors.isErased($0) } }
        return found.subtracting(erased).subtracting([author]).sorted()
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
