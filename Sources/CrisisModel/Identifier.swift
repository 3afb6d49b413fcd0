/// A name that people give to a thing: short, printable, safe in a file name, a log line and a command line.
///
/// `Subject` only keeps the names of different things apart.
package struct Identifier<Subject>: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    /// For names that were checked when they entered the log.
    package init(recorded text: String) {
        self.text = text
    }

    package init(validating text: String) throws(IdentifierFailure) {
        guard !text.isEmpty else { throw .empty }
        guard text.utf8.count <= IdentifierLimits.bytesMax else { throw .tooLong(text) }
        let allowed = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            case 0x2D, 0x2E, 0x5F, 0x40, 0x2B: true
            default: false
            }
        }
        guard allowed else { throw .badCharacter(text) }
        self.text = text
    }

    package var description: String { text }

    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

package enum IdentifierLimits {
    /// The gate keeps scope names in fixed slots of this size.
    package static let bytesMax = 64
}

package enum IdentifierFailure: Error, Hashable, Sendable, CustomStringConvertible {
    case empty
    case tooLong(String)
    case badCharacter(String)

    package var description: String {
        switch self {
        case .empty: "a name must not be empty"
        case .tooLong(let text):
            "the name \"\(text.prefix(20))...\" is longer than \(IdentifierLimits.bytesMax) bytes"
        case .badCharacter(let text): "the name \"\(text.prefix(64))\" may hold only A-Z a-z 0-9 - . _ @ +"
        }
    }
}

package enum AccountSubject {}
package enum PostSubject {}
package enum CampaignSubject {}
package enum NetworkSubject {}
package enum UnitSubject {}
package enum RuleSubject {}
package enum SourceSubject {}

package typealias AccountID = Identifier<AccountSubject>
package typealias PostID = Identifier<PostSubject>
package typealias CampaignID = Identifier<CampaignSubject>
package typealias NetworkID = Identifier<NetworkSubject>
package typealias UnitID = Identifier<UnitSubject>
package typealias RuleID = Identifier<RuleSubject>
package typealias SourceID = Identifier<SourceSubject>
