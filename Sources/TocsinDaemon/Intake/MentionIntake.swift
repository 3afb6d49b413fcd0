import Cryptography
import CrisisModel
import Engine
import EventLog
import PersonalData
import Projections

/// What the writer does to mentions around a decision: finds out whether mention and author are known, and seals what
/// is personal before it becomes a record. It belongs to the writer's thread.
struct MentionIntake: ~Copyable {
    /// Nil where the key file cannot be used: then no mention is taken, and everything else is.
    private let keys: AuthorKeyFile?
    private let log: EventLog
    private let retentionMonths: @Sendable () -> Int64
    /// Called with what could not be done, in words.
    private let onTrouble: @Sendable (String) -> Void
    private var box = SealedBox()
    /// Nil while it is being made.
    private var index: MentionIndex?
    /// There was no room for it.
    private var lacksRoom = false
    /// Those of the open batch: they are forgotten with it when it is refused, or a later import of them would be told
    /// that they are known.
    private var openMentions: Set<KeyedHash> = []
    private var openAuthors: [KeyedHash: Int64] = [:]
    /// Where the search for authors whose time is over goes on.
    private var retentionPosition: Int64 = 0

    init(
        keys: AuthorKeyFile?, log: EventLog, retentionMonths: @escaping @Sendable () -> Int64,
        onTrouble: @escaping @Sendable (String) -> Void
    ) {
        self.keys = keys
        self.log = log
        self.retentionMonths = retentionMonths
        self.onTrouble = onTrouble
    }

    mutating func adopt(_ index: MentionIndex) {
        self.index = index
        lacksRoom = false
    }

    mutating func noteLackOfRoom() { lacksRoom = index == nil }

    func author(_ tag: KeyedHash) -> Int64? { index?.author(tag) }
    func mention(_ key: KeyedHash) -> UInt64? { index?.mention(key) }
    func mentionCount(of author: Int64) -> Int { index?.mentionCount(of: author) ?? 0 }

    mutating func close() {
        index?.closeCleanly()
        index = nil
    }

    /// Hands the decision what only the index knows.
    mutating func complete(
        _ command: Command, _ context: CommandContext, _ state: borrowing State
    ) throws(Refusal) -> Command {
        switch command {
        case .recordMention(let new): return .recordMention(try identify(new, context.realm, state))
        case .eraseAuthors(let authors, .retention, let reason, let role) where authors.isEmpty:
            return .eraseAuthors(try expired(context, state), .retention, reason: reason, role: role)
        default: return command
        }
    }

    private func identify(
        _ mention: NewMention, _ realm: RealmID, _ state: borrowing State
    ) throws(Refusal) -> NewMention {
        let keys = try usableKeys()
        guard let index, !index.isFull || index.recover(with: log) else {
            if index != nil || lacksRoom {
                throw Refusal(
                    .noSpace,
                    "the disk is full: there is no room for the index of mentions; nothing was recorded",
                    next: "free space on the file system of the state directory")
            }
            throw Refusal(
                .indexing, "the index of mentions is being made from the log; nothing was recorded",
                next: "try again in a few seconds")
        }
        var new = mention
        if new.mention.key == .zero { Self.tag(&new, realm, keys) }
        new.known = openMentions.contains(new.mention.key) || index.mention(new.mention.key) != nil
        if new.known { return new }
        guard let tag = new.newAuthorTag else { return new }
        // A key that is gone though the log does not say so (an old key file was put back) is given up, not waited for.
        if let author = openAuthors[tag] ?? index.author(tag), !state.authors.isErased(author),
            keys.holdsKey(of: author)
        {
            new.mention.authorNumber = author
            new.newAuthorTag = nil
        } else {
            new.mention.authorNumber = state.authors.count + 1
            do throws(PersonalDataError) {
                try keys.makeRoom(for: new.mention.authorNumber)
            } catch {
                throw Refusal(
                    .keysUnreadable, "\(error)", next: "look at the file system of the state directory")
            }
        }
        return new
    }

    private func usableKeys() throws(Refusal) -> AuthorKeyFile {
        guard let keys else {
            throw Refusal(
                .keysUnreadable, "the file of author keys cannot be used; nothing was recorded",
                next: "tocsinctl readiness")
        }
        return keys
    }

    /// What makes mention and author known. Any thread.
    static func tag(_ new: inout NewMention, _ realm: RealmID, _ keys: AuthorKeyFile) {
        let tags = MentionSeal.tags(of: new.mention, in: realm, with: keys)
        new.mention.key = tags.mention
        new.newAuthorTag = tags.author
    }

    private mutating func expired(
        _ context: CommandContext, _ state: borrowing State
    ) throws(Refusal) -> [Int64] {
        let months = retentionMonths()
        guard let index, months > 0 else {
            throw Refusal(.nothingSelected, "there is nothing to let go of")
        }
        let authors = state.authors
        let horizon = context.at.adding(seconds: -months * 30 * 86_400 - months * 43_200)
        let found = index.expired(
            before: horizon, after: retentionPosition, through: authors.count,
            limit: EngineLimits.authorsPerErasureMax
        ) { authors.isErased($0) || authors.hold(on: $0) != nil }
        retentionPosition = found.last ?? 0
        guard !found.isEmpty else { throw Refusal(.nothingSelected, "nobody's time is over") }
        return found
    }

    /// No record ever holds what only the author's key may tell.
    mutating func seal(_ events: inout [RecordedEvent]) throws(Refusal) {
        for position in events.indices {
            guard case .mentionRecorded(let mention) = events[position].event else { continue }
            let keys = try usableKeys()
            do throws(PersonalDataError) {
                events[position].event = .mentionRecorded(
                    try MentionSeal.seal(mention, with: keys, using: &box))
            } catch {
                throw Refusal(.keysUnreadable, "\(error)", next: "tocsinctl readiness")
            }
        }
    }

    /// They stand in the open batch.
    mutating func appended(_ events: [RecordedEvent]) {
        for event in events {
            switch event.event {
            case .mentionRecorded(let mention): openMentions.insert(mention.key)
            case .authorKeyAssigned(let assigned): openAuthors[assigned.tag] = assigned.author
            default: break
            }
        }
    }

    mutating func rolledBack() {
        openMentions.removeAll(keepingCapacity: true)
        openAuthors.removeAll(keepingCapacity: true)
    }

    /// They are durable: the index knows them, and what they say is destroyed is destroyed before anybody is answered.
    mutating func committed(_ events: [RecordedEvent]) {
        rolledBack()
        index?.apply(events, resolving: log)
        for event in events {
            guard case .authorErased(let erased) = event.event else { continue }
            do throws(PersonalDataError) {
                try keys?.erase(erased.authors)
            } catch {
                onTrouble("keys could not be destroyed, which is done again at the next start: \(error)")
            }
        }
    }
}
