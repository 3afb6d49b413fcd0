/// The entries that `journalctl --catalog` explains. Each has its text in systemd/tocsin.catalog; an id never
/// changes its meaning and is never used again.
package struct JournalMessageID: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    private init(_ text: StaticString) {
        description = "\(text)"
    }

    package static let daemonReady = JournalMessageID("a1df5113552243c49aa57b93791d5c58")
    package static let stopEngaged = JournalMessageID("d8be6b0044ec4f8ba8ab960fb0b82489")
    package static let stopReleased = JournalMessageID("a1abb2a41be04e189093596a8415a692")
    package static let crisisSuspected = JournalMessageID("3f5c5a494237433a98dc3e77be9022e9")
    package static let logDamaged = JournalMessageID("9f5189cbec754cfa8576eaad6a4079a8")

    package static let all = [daemonReady, stopEngaged, stopReleased, crisisSuspected, logDamaged]
}
