package import CrisisModel

/// Mentions that nobody wrote: as long as real ones, with words that scorers know, the same for the same
/// seed.
package struct SyntheticMentions {
    private static let words = [
        "the", "train", "is", "late", "again", "and", "nobody", "tells", "us", "why", "great", "service",
        "today",
        "thanks", "to", "staff", "at", "station", "we", "have", "been", "waiting", "for", "three", "hours",
        "in",
        "cold", "no", "water", "heating", "terrible", "awful", "worst", "journey", "ever", "love", "this",
        "city",
        "happy", "christmas", "everyone", "really", "disappointed", "angry", "refund", "please", "answer",
        "phone",
        "support", "queue", "still", "stuck", "tunnel", "children", "crying", "seriously", "good", "work",
        "team",
        "delayed", "cancelled", "flight", "luggage", "lost", "app", "crashed", "update", "fixed", "finally",
        ":)",
        ":(", "!!", "not", "never", "can't", "won't", "it's", "a", "joke", "shame", "on", "you", "@brand",
        "#fail",
    ]
    private static let authors = 5_000

    private var state: UInt64
    private var number = 0
    private let prefix: String

    package init(seed: UInt64, prefix: String) {
        state = seed &* 2 &+ 1
        self.prefix = prefix
    }

    private mutating func random(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }

    /// About a hundred characters.
    package mutating func text() -> String {
        var text = ""
        for index in 0..<(10 + random(16)) {
            if index > 0 { text += " " }
            text += Self.words[random(Self.words.count)]
        }
        return text
    }

    package mutating func mention() -> MentionRecorded {
        number += 1
        return MentionRecorded(
            source: SourceID(recorded: "benchmark"), id: "\(prefix)-\(number)",
            unit: UnitID(recorded: "rail"),
            author: "author\(random(Self.authors))", text: text(), language: "en", mode: .live
        )
    }

    /// A line of the documented shape. The texts need no escapes.
    package mutating func line(at time: EventTime) -> String {
        let mention = mention()
        return #"{"source":"benchmark","id":""# + mention.id + #"","author":""# + mention.author
            + #"","text":""#
            + mention.text + #"","occurredAt":""# + time.rfc3339 + #"","unit":"rail","language":"en"}"#
    }
}
