import CrisisModel
import Engine

/// A post that failed is no news to anybody who is not told. The first failure on an account raises an alert; the next
/// one only after a post went out there again, so that a token that stopped working pages once and not a hundred times.
final class FailureAlerts: Sendable {
    private let published: Published
    private let report: @Sendable (Command) -> Void
    private let failing = Locked<Set<AccountID>>([])

    init(published: Published, report: @escaping @Sendable (Command) -> Void) {
        self.published = published
        self.report = report
    }

    func follow(_ event: CrisisEvent) {
        switch event {
        case .postFailed(let failed): noteFailure(failed)
        case .postPublished(let sent):
            guard let account = account(of: sent.post) else { return }
            _ = failing.withLock { $0.remove(account) }
        default: break
        }
    }

    private func noteFailure(_ failed: PostFailed) {
        guard let account = account(of: failed.post), failing.withLock({ $0.insert(account).inserted }) else {
            return
        }
        report(
            .raiseAlert(
                subject: "Post \(failed.post) failed on \(account)",
                text:
                    "\(failed.reason). Nothing was published, and it is not tried again by itself. Further failures on this "
                    + "account are not told until a post goes out there. "
                    + "Next: tocsinctl post list --state failed; then tocsinctl post review \(failed.post)"))
    }

    private func account(of post: PostID) -> AccountID? { published.read { $0.live.posts[post]?.account } }
}
