/// The bounds of what the engine takes in.
package enum EngineLimits {
    /// A post's text, in bytes: well above what any network takes.
    package static let postTextBytesMax = 100_000
    /// A mention's text, in bytes.
    package static let mentionTextBytesMax = 100_000
    /// Every other text of a command, in bytes.
    package static let noteBytesMax = 4_000
    /// Posts that are neither published nor cancelled, a realm.
    package static let postsMax = 200_000
    package static let accountsMax = 5_000
    package static let rulesMax = 1_000
    /// Posts named in one event, so that a record stays under its size limit.
    package static let postsPerEventMax = 5_000
    /// Posts dispatched by one tick, so that a batch stays small and a stop never waits for it.
    package static let dispatchesPerTickMax = 64
    /// Posts on their way at once: below what the transport takes, so that none fails for want of a place.
    package static let dispatchingMax = 128
    /// A mention this much ahead of the clock is refused.
    package static let futureMicrosecondsMax: Int64 = 5 * 60_000_000
    /// A firing whose window ended this long ago is marked late.
    package static let lateMicroseconds: Int64 = 15 * 60_000_000
    package static let drillsMax = 10_000
    /// Legal holds in force at once.
    package static let legalHoldsMax = 1_000
    /// Authors erased by one event.
    package static let authorsPerErasureMax = 10_000
}
