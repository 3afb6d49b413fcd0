import ControlInterface
import CrisisModel
import Varlink
import Engine
import Networks
import Projections
import VarlinkServer

/// `org.tocsin.Post`.
extension ControlService {
    enum PostLimits {
        /// Posts in one answer without `more`.
        static let listMax = 1_000
        /// Posts in one call.
        static let batchMax = 5_000
        static let clientIDBytesMax = 128
    }

    func postHandlers() -> [String: MethodHandler] {
        Dictionary(
            uniqueKeysWithValues: [
                method(PostInterface.Schedule.self) { [self] context, call throws(MethodError) in
                    let realm = try realm(call.drill)
                    let new = try newPost(call.newPost)
                    try checkText(new.text, on: new.account, realm)
                    let events = try await scheduleOnce(new, context, realm, clientID: call.clientId)
                    guard let id = events.lazy.compactMap(Self.scheduledPost).first else {
                        throw .internalError
                    }
                    let (state, notice) = published.read { Self.standing(of: id, in: $0.realms[realm]) }
                    return .init(post: id.text, state: state, notice: notice)
                },
                method(PostInterface.ScheduleMany.self) { [self] context, call throws(MethodError) in
                    try await scheduleMany(call, context)
                },
                listPosts(),
                method(PostInterface.Show.self) { [self] _, call throws(MethodError) in
                    let realm = try realm(call.drill)
                    let id: PostID = try name("post", call.post)
                    let found = published.read { state in
                        state.realms[realm].flatMap { realm in
                            realm.posts[id].map { Self.describePost($0, realm) }
                        }
                    }
                    guard let found else {
                        throw refused(
                            Refusal(.unknownPost, "there is no post \(id)", next: "tocsinctl post list"))
                    }
                    return .init(post: found)
                },
                method(PostInterface.Edit.self) { [self] context, call throws(MethodError) in
                    let hash = StateHash.sha256(Array(call.text.utf8))
                    let realm = try realm(call.drill)
                    let id: PostID = try name("post", call.post)
                    if let account = published.read({ $0.realms[realm]?.posts[id]?.account }) {
                        try checkText(call.text, on: account, realm)
                    }
                    let events = try await submit(
                        .editPost(id, text: call.text, textHash: hash), context,
                        realm: realm
                    )
                    return .init(approvalVoided: events.contains { $0.event.kind == .postApprovalVoided })
                },
                method(PostInterface.Approve.self) { [self] context, call throws(MethodError) in
                    try await submit(
                        .approvePost(try name("post", call.post)), context, realm: try realm(call.drill))
                    return .init()
                },
                method(PostInterface.Hold.self) { [self] context, call throws(MethodError) in
                    let posts = try names(call.posts)
                    try await submit(
                        .holdPosts(posts, reason: try note("reason", call.reason)), context,
                        realm: try realm(call.drill)
                    )
                    return .init(held: Int64(Set(posts).count))
                },
                method(PostInterface.Unhold.self) { [self] context, call throws(MethodError) in
                    try await submit(
                        .unholdPost(try name("post", call.post)), context, realm: try realm(call.drill))
                    return .init()
                },
                method(PostInterface.Cancel.self) { [self] context, call throws(MethodError) in
                    let events = try await submit(
                        .cancelPosts(
                            try names(call.posts ?? []), scopes: try scopes(call.scopes ?? []),
                            reason: try note("reason", call.reason)
                        ),
                        context, realm: try realm(call.drill)
                    )
                    return .init(cancelled: events.flatMap(Self.cancelledPosts))
                },
                method(PostInterface.Review.self) { [self] context, call throws(MethodError) in
                    try await review(call, context)
                },
                method(PostInterface.Resolve.self) { [self] context, call throws(MethodError) in
                    let outcome = try choice("outcome", call.outcome, SettledOutcome.self)
                    try await submit(
                        .resolvePost(try name("post", call.post), outcome, note: try note("note", call.note)),
                        context,
                        realm: try realm(call.drill)
                    )
                    return .init()
                },
            ]
        )
    }

    private func listPosts() -> (String, MethodHandler) {
        stream(PostInterface.List.self) { [self] context, call, replies throws(MethodError) in
            let realm = try realm(call.drill)
            let state = try call.state.map { text throws(MethodError) in
                try choice("state", text, Post.State.self)
            }
            let found = published.read { whole -> [PostInterface.Post] in
                guard let realm = whole.realms[realm] else { return [] }
                let holders = realm.holders
                let posts = realm.posts.filter { post in
                    (state == nil || post.state == state)
                        && (call.account == nil || post.account.text == call.account)
                        && (call.campaign == nil || post.campaign?.text == call.campaign)
                        && (call.held == nil || (post.state == .held || post.state == .missed) == call.held)
                        && (call.needsReview == nil
                            || realm.needsReview(post, holders: holders) == call.needsReview)
                }
                return posts.sorted { ($0.dueAt, $0.id) < ($1.dueAt, $1.id) }.map {
                    Self.describePost($0, realm)
                }
            }
            let total = Int64(found.count)
            guard context.more, !found.isEmpty else {
                try replies.finish(
                    encoding: PostInterface.List.Reply(
                        posts: Array(found.prefix(PostLimits.listMax)), total: total)
                )
                return
            }
            for post in found.dropLast() {
                try await replies.send(encoding: PostInterface.List.Reply(posts: [post], total: total))
            }
            try replies.finish(encoding: PostInterface.List.Reply(posts: found.suffix(1), total: total))
        }
    }

    /// A retry with the same client id is told what the first call did.
    private func scheduleOnce(
        _ new: NewPost, _ context: CallContext, _ realm: RealmID, clientID: String?
    ) async throws(MethodError) -> [RecordedEvent] {
        guard (clientID?.utf8.count ?? 0) <= PostLimits.clientIDBytesMax else {
            throw refused(
                code: "too-long", "clientId: longer than \(PostLimits.clientIDBytesMax) bytes", next: nil)
        }
        if let clientID, let sequence = published.read({ $0.clientIDs[clientID] }),
            let event = event(sequence)
        {
            return [event]
        }
        return try await submit(.schedulePost(new), context, realm: realm, clientID: clientID)
    }

    private func scheduleMany(
        _ call: PostInterface.ScheduleMany.Parameters, _ context: CallContext
    ) async throws(MethodError) -> PostInterface.ScheduleMany.Reply {
        let realm = try realm(call.drill)
        guard call.posts.count <= PostLimits.batchMax else {
            throw refused(Refusal(.limitReached, "posts: at most \(PostLimits.batchMax) in one call"))
        }
        var reply = PostInterface.ScheduleMany.Reply(accepted: [], heldCount: 0, refused: [])
        let author = actor(context)
        let outcomes = await withTaskGroup(of: (Int, Result<[RecordedEvent], MethodError>).self) { group in
            var outcomes: [Int: Result<[RecordedEvent], MethodError>] = [:]
            for (index, post) in call.posts.enumerated() {
                let new: NewPost
                do throws(MethodError) {
                    new = try newPost(post)
                    try checkText(new.text, on: new.account, realm)
                } catch {
                    outcomes[index] = .failure(error)
                    continue
                }
                group.addTask { [self] in
                    do throws(WriterError) {
                        let submission = Writer.Submission(
                            command: .schedulePost(new), realm: realm, actor: author)
                        // Bound first: Swift 6.3 with -O loses the answer of `.success(try await ...)` here.
                        let events = try await writer.submit(submission)
                        return (index, .success(events))
                    } catch {
                        return (index, .failure(answer(error)))
                    }
                }
            }
            for await (index, outcome) in group { outcomes[index] = outcome }
            return outcomes
        }
        for index in call.posts.indices {
            switch outcomes[index] {
            case .success(let events)?:
                reply.accepted += events.compactMap(Self.scheduledPost).map(\.text)
                reply.heldCount += events.contains { $0.event.kind == .postHeld } ? 1 : 0
            case .failure(let error)?:
                reply.refused.append(
                    .init(
                        index: Int64(index + 1), post: call.posts[index].post, reason: Self.reason(of: error))
                )
            case nil: break
            }
        }
        return reply
    }

    private func review(
        _ call: PostInterface.Review.Parameters, _ context: CallContext
    ) async throws(MethodError) -> PostInterface.Review.Reply {
        let realm = try realm(call.drill)
        guard call.decisions.count <= PostLimits.batchMax else {
            throw refused(Refusal(.limitReached, "decisions: at most \(PostLimits.batchMax) in one call"))
        }
        var reply = PostInterface.Review.Reply(decided: 0, refused: [])
        for (index, decision) in call.decisions.enumerated() {
            do throws(MethodError) {
                try await submit(
                    .reviewPost(try name("post", decision.post), try reviewDecision(decision)), context,
                    realm: realm
                )
                reply.decided += 1
            } catch {
                reply.refused.append(
                    .init(index: Int64(index + 1), post: decision.post, reason: Self.reason(of: error))
                )
            }
        }
        return reply
    }

    private func reviewDecision(_ decision: PostInterface.Decision) throws(MethodError) -> ReviewDecision {
        switch decision.decision {
        case "keep": return .keep
        case "cancel": return .cancel
        case "move":
            guard let dueAt = decision.dueAt else {
                throw refused(code: "bad-word", "dueAt: move needs a new time", next: nil)
            }
            return .move(try time("dueAt", dueAt))
        default:
            throw refused(
                code: "bad-word",
                "decision: \"\(decision.decision.prefix(40))\" is none of keep, move, cancel", next: nil
            )
        }
    }

    private func newPost(_ post: PostInterface.NewPost) throws(MethodError) -> NewPost {
        NewPost(
            post: try name("post", post.post), account: try name("account", post.account),
            postClass: try choice("postClass", post.postClass ?? "routine", CrisisModel.PostClass.self),
            campaign: try name("campaign", post.campaign), text: post.text,
            textHash: StateHash.sha256(Array(post.text.utf8)), dueAt: try time("dueAt", post.dueAt)
        )
    }

    /// What the network would refuse when the post is due is refused now.
    private func checkText(_ text: String, on id: AccountID, _ realm: RealmID) throws(MethodError) {
        let network = published.read { $0.realms[realm]?.accounts[id]?.registration.network }
        guard let network, let problem = KnownNetworks.problem(with: text, on: network) else { return }
        throw refused(code: "bad-post", "text: \(problem)", next: "shorten it")
    }

    private func names(_ texts: [String]) throws(MethodError) -> [PostID] {
        var posts: [PostID] = []
        for text in texts { posts.append(try name("posts", text)) }
        return posts
    }

    static func reason(of error: MethodError) -> String {
        error.parameters["message"]?.stringValue ?? error.name
    }

    private static func scheduledPost(_ event: RecordedEvent) -> PostID? {
        if case .postScheduled(let scheduled) = event.event { return scheduled.post }
        return nil
    }

    private static func cancelledPosts(_ event: RecordedEvent) -> [String] {
        if case .postCancelled(let cancelled) = event.event { return cancelled.posts.map(\.text) }
        return []
    }

    private static func standing(of id: PostID, in realm: RealmState?) -> (String, String?) {
        guard let realm, let post = realm.posts[id] else { return ("scheduled", nil) }
        guard post.state == .held else { return (post.state.rawValue, nil) }
        let why = realm.reasonToHold(post) ?? "it needs a decision"
        let next =
            post.postClass == .crisis ? " Approve it to let it pass: tocsinctl post approve \(id)." : ""
        return ("held", "Accepted as held: \(why).\(next)")
    }

    static func describePost(_ post: Post, _ realm: RealmState) -> PostInterface.Post {
        PostInterface.Post(
            post: post.id.text, account: post.account.text, network: post.network.text,
            postClass: post.postClass.rawValue, campaign: post.campaign?.text, text: post.text,
            dueAt: post.dueAt.rfc3339, state: post.state.rawValue, heldBecause: post.holdCause?.rawValue,
            heldByStop: post.holdEpoch, heldByCrisis: post.holdCrisis, needsReview: realm.needsReview(post),
            approvedBy: post.approvedEpoch == nil ? nil : post.approval?.by, attempt: post.attempt,
            link: post.link,
            reason: post.reason
        )
    }
}
