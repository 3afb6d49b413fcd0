package import CrisisModel
import Cryptography
package import Engine
package import EventLog
import PersonalData

/// Numbers authors and seals what is personal, as the daemon does before a mention becomes a record.
package struct Sealer: ~Copyable {
    private let keys: AuthorKeyFile
    private var box = SealedBox()
    private var numbers: [KeyedHash: Int64] = [:]

    package init(_ directory: String) throws(EventLogError) {
        keys = try Self.named { () throws(PersonalDataError) in
            try AuthorKeyFile.open(path: directory + "/author-keys", authors: 0).file
        }
    }

    package mutating func identify(_ command: Command, _ state: State) throws(EventLogError) -> Command {
        guard case .recordMention(var new) = command else { return command }
        let tags = MentionSeal.tags(of: new.mention, in: .live, with: keys)
        new.mention.key = tags.mention
        if let number = numbers[tags.author] {
            new.mention.authorNumber = number
        } else {
            let number = state.authors.count + 1
            try Self.named { () throws(PersonalDataError) in try keys.makeRoom(for: number) }
            numbers[tags.author] = number
            new.mention.authorNumber = number
            new.newAuthorTag = tags.author
        }
        return .recordMention(new)
    }

    package mutating func seal(_ recorded: RecordedEvent) throws(EventLogError) -> RecordedEvent {
        guard case .mentionRecorded(let mention) = recorded.event else { return recorded }
        do throws(PersonalDataError) {
            let sealed = try MentionSeal.seal(mention, with: keys, using: &box)
            return RecordedEvent(envelope: recorded.envelope, event: .mentionRecorded(sealed))
        } catch {
            throw EventLogError(.storeFailed, detail: "\(error)")
        }
    }

    private static func named<Value>(
        _ body: () throws(PersonalDataError) -> Value
    ) throws(EventLogError) -> Value {
        do throws(PersonalDataError) {
            return try body()
        } catch {
            throw EventLogError(.storeFailed, detail: "\(error)")
        }
    }
}
