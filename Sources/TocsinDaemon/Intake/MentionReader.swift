import Cryptography
import CrisisModel
import PersonalData

/// Opens what is sealed, for those who may see it. Any thread.
final class MentionReader: Sendable {
    /// A cipher context belongs to one thread at a time.
    private final class Opener: @unchecked Sendable {
        var box = SealedBox()
    }

    /// Nil where the key file cannot be used: then nothing can be opened.
    let keys: AuthorKeyFile?
    private let opener = Locked(Opener())

    init(_ keys: AuthorKeyFile?) {
        self.keys = keys
    }

    /// Nil when the author's key was destroyed.
    func open(_ mention: MentionRecorded) -> MentionRecorded? {
        guard let keys else { return nil }
        return opener.withLock { opener in
            do throws(PersonalDataError) {
                return try MentionSeal.open(mention, with: keys, using: &opener.box)
            } catch {
                return nil
            }
        }
    }

    /// With what is personal where it can still be read.
    func open(_ recorded: RecordedEvent) -> RecordedEvent {
        guard case .mentionRecorded(let mention) = recorded.event, let clear = open(mention) else {
            return recorded
        }
        return RecordedEvent(envelope: recorded.envelope, event: .mentionRecorded(clear))
    }
}
