import ControlInterface
import Varlink

/// One post for a person.
enum PostWords {
    static func tone(_ post: PostInterface.Post) -> Tone {
        switch post.state {
        case "unknown", "failed": .bad
        case "held", "missed": .warning
        case "published": .good
        case "cancelled": .quiet
        default: .plain
        }
    }

    static func report(
        _ post: PostInterface.Post, json: JSONValue, _ session: Session, drill: String?
    ) -> Report {
        var report = Report(json: json)
        report.line("\(post.post): \(post.state)", tone(post))
        report.fact("Account", "\(post.account) on \(post.network)")
        report.fact("Class", post.postClass)
        report.fact("Campaign", post.campaign)
        report.fact("Due", post.dueAt)
        report.fact("Held because", heldBecause(post))
        report.fact("Approved by", post.approvedBy)
        report.fact("Attempts", post.attempt > 0 ? "\(post.attempt)" : nil)
        report.fact("Link", post.link)
        report.fact("Reason", post.reason)
        report.fact("Text", post.text)
        next(post, &report, session, drill)
        return report
    }

    private static func heldBecause(_ post: PostInterface.Post) -> String? {
        guard let cause = post.heldBecause else { return nil }
        if let stop = post.heldByStop { return "\(cause) \(stop)" }
        if let crisis = post.heldByCrisis { return "\(cause), crisis \(crisis)" }
        return cause
    }

    private static func next(
        _ post: PostInterface.Post, _ report: inout Report, _ session: Session, _ drill: String?
    ) {
        let name = ShellWord.quoted(post.post)
        if post.needsReview {
            report.next(
                session.command("post review \(name) --at TIME", drill: drill),
                session.command("post review \(name) --cancel", drill: drill))
        } else if post.heldBecause == "person" {
            report.next(session.command("post unhold \(name)", drill: drill))
        }
        if post.state == "unknown" {
            report.next(
                session.command("post resolve \(name) --published", drill: drill),
                session.command("post resolve \(name) --not-published", drill: drill))
        }
        if post.postClass == "crisis", post.approvedBy == nil,
            post.state == "scheduled" || post.state == "held"
        {
            report.next(session.command("post approve \(name)", drill: drill))
        }
    }
}
