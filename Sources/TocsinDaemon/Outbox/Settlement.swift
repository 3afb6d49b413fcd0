import CrisisModel
import Engine
import Networks

/// Settles unknown outcomes with the network: the account is read back until the post is found, or has not appeared
/// for so long that it is not coming. Nothing is ever sent from here, and no stop covers it.
final class Settlement: Sendable {
    enum Limits {
        /// So long after the outcome became unknown a post that is not on the account is taken as not published: a
        /// server that stood still may still take what it had received.
        static let patienceMilliseconds = 180_000
        /// Looks at the account, as parts of that time, in thousandths.
        static let looks = [15, 50, 150, 350, 700, 1_000, 1_200, 1_500, 2_000, 3_000]
        /// Between further looks when the account could not be read.
        static let lateLookSeconds = 300
        /// After that only a person settles it.
        static let lateLooksMax = 288
        /// By so much the network's clock may be behind ours.
        static let clockDifferenceSeconds: Int64 = 600
        /// Newest settled posts whose links are known to belong to others.
        static let knownPostsMax = 2_000
    }

    private let publisher: Publisher
    private let published: Published
    private let credentials: CredentialSource
    private let world: World
    private let patienceMilliseconds: Int
    private let report: @Sendable (Command) async -> Void
    private let underWay = Locked<Set<PostID>>([])
    /// One look at an account at a time: a server that is behind must not be asked for everything at once.
    private let turns = TurnTaker<AccountID>()

    init(
        publisher: Publisher, published: Published, credentials: CredentialSource, world: World,
        patienceMilliseconds: Int? = nil, report: @escaping @Sendable (Command) async -> Void
    ) {
        self.publisher = publisher
        self.published = published
        self.credentials = credentials
        self.world = world
        self.patienceMilliseconds = patienceMilliseconds ?? Limits.patienceMilliseconds
        self.report = report
    }

    /// What was unknown when the daemon started.
    func beginAll() {
        let unknown = published.read { state in
            state.live.posts.open.values.filter { $0.state == .unknown }.map(\.id)
        }
        for post in unknown { begin(post) }
    }

    func begin(_ post: PostID) {
        guard underWay.withLock({ $0.insert(post).inserted }) else { return }
        Task {
            await settle(post)
            _ = underWay.withLock { $0.remove(post) }
        }
    }

    private func settle(_ post: PostID) async {
        let began = world.bootMicroseconds()
        for look in 0..<(Limits.looks.count + Limits.lateLooksMax) {
            let wait = wait(before: look, after: milliseconds(since: began))
            do { try await world.sleep(.milliseconds(wait)) } catch { return }
            guard let account = published.read({ $0.live.posts.open[post]?.account }) else { return }
            await turns.begin(account)
            let waited = milliseconds(since: began)
            let finding = await lookFor(post)
            turns.end(account)
            switch finding {
            case nil: return
            case .found(let link)?:
                return await report(
                    .resolvePost(
                        post, .published, note: "read back from the account", link: link))
            case .absent?:
                guard waited >= patienceMilliseconds else { continue }
                return await report(
                    .resolvePost(
                        post, .notPublished,
                        note: "not on the account \(waited / 1_000) s after the outcome became unknown",
                        link: nil))
            case .unreadable?: continue
            }
        }
    }

    /// Nil when there is nothing to settle any more, or no way to.
    private func lookFor(_ post: PostID) async -> ReadBackFinding? {
        guard let (question, adapter) = question(post) else { return nil }
        return await publisher.readBack(question, by: adapter)
    }

    private func milliseconds(since began: Int64) -> Int { Int((world.bootMicroseconds() - began) / 1_000) }

    private func wait(before look: Int, after waited: Int) -> Int {
        guard look < Limits.looks.count else { return Limits.lateLookSeconds * 1_000 }
        return max(0, patienceMilliseconds * Limits.looks[look] / 1_000 - waited)
    }

    private func question(_ id: PostID) -> (ReadBackQuestion, any NetworkAdapter.Type)? {
        let found = published.read { state -> (Post, AccountRegistered, Set<String>)? in
            guard let post = state.live.posts.open[id], post.state == .unknown,
                let account = state.live.accounts[post.account]
            else { return nil }
            var known: Set<String> = []
            state.live.posts.settled.forEachNewest(Limits.knownPostsMax) { _, other in
                if other.account == post.account, let link = other.link { known.insert(link) }
            }
            return (post, account.registration, known)
        }
        guard let (post, account, known) = found,
            let adapter = KnownNetworks.adapter(for: account.network), adapter.capabilities.readsBack,
            let request = PublishRequest(post, account, attempt: post.attempt, credentials: credentials)
        else { return nil }
        return (
            ReadBackQuestion(
                request: request, notBefore: post.dueAt.adding(seconds: -Limits.clockDifferenceSeconds),
                known: known), adapter
        )
    }
}

extension PublishRequest {
    /// Nil: the account has no address, or its credential cannot be read.
    init?(_ post: Post, _ account: AccountRegistered, attempt: Int64, credentials: CredentialSource) {
        guard let endpoint = account.endpoint else { return nil }
        var token: String?
        if let name = account.credential {
            guard let found = credentials.token(named: name) else { return nil }
            token = found
        }
        self.init(
            post: post.id, account: post.account, handle: account.handle, endpoint: endpoint, token: token,
            text: post.text, textHash: post.textHash, postClass: post.postClass, campaign: post.campaign,
            attempt: attempt, certificateAuthorityFile: credentials.certificateAuthorityFile)
    }
}
