import CrisisModel
import Engine

/// Who has which number, as the daemon's index of mentions knows it. A number is learned only when the engine took it.
struct AuthorRegistry {
    private struct Person: Hashable {
        var realm: RealmID
        var source: SourceID
        var handle: String
    }

    private var numbers: [Person: Int64] = [:]
    private var offered: (person: Person, number: Int64)?

    /// A mention gets its key and its author's number; every other command stays as it is.
    mutating func complete(_ command: Command, in realm: RealmID, _ authors: Authors) -> Command {
        if let offered, offered.number <= authors.count { numbers[offered.person] = offered.number }
        offered = nil
        guard case .recordMention(var new) = command else { return command }
        let person = Person(realm: realm, source: new.mention.source, handle: new.mention.author)
        new.mention.key = Self.hash("mention \(realm) \(new.mention.source) \(new.mention.id)")
        if let number = numbers[person], !authors.isErased(number) {
            new.mention.authorNumber = number
        } else {
            new.mention.authorNumber = authors.count + 1
            new.newAuthorTag = Self.hash("author \(realm) \(person.source) \(person.handle)")
            offered = (person, authors.count + 1)
        }
        return .recordMention(new)
    }

    private static func hash(_ text: String) -> KeyedHash {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        // The one integer that no record can hold stands for absence.
        return KeyedHash(high: hash | 1, low: UInt64(text.utf8.count))
    }
}
