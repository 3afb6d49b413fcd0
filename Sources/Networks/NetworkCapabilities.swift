/// What a network can do, as data: what is checked when a post is scheduled, and what an unknown outcome allows.
package struct NetworkCapabilities: Hashable, Sendable {
    package enum Idempotency: String, Hashable, Sendable {
        /// A key is sent and not relied on: real servers ignore it.
        case notReliedOn
        case none
    }

    /// Characters of a text, in the network's own counting; nil where the network says none.
    package var textCharactersMax: Int?
    package var idempotency: Idempotency
    /// Whether the account's own posts can be read back, so that an unknown outcome is settled with the network.
    package var readsBack: Bool
    /// Whether the network keeps schedules of its own, which no stop of ours reaches.
    package var serverSideSchedules: Bool
    package var media: Bool
    package var threads: Bool
    package var edits: Bool
    package var deletes: Bool

    package init(
        textCharactersMax: Int?, idempotency: Idempotency, readsBack: Bool, serverSideSchedules: Bool,
        media: Bool = false, threads: Bool = false, edits: Bool = false, deletes: Bool = false
    ) {
        self.textCharactersMax = textCharactersMax
        self.idempotency = idempotency
        self.readsBack = readsBack
        self.serverSideSchedules = serverSideSchedules
        self.media = media
        self.threads = threads
        self.edits = edits
        self.deletes = deletes
    }
}
