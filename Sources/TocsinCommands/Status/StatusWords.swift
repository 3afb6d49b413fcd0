import ControlInterface
import Varlink

/// The status for a person: the headline, then only what is not as it should be, then the counts.
enum StatusWords {
    static func report(
        _ answer: Answer<ServiceInterface.Status>, session: Session, drill: String?
    ) -> Report {
        let status = answer.reply
        var report = Report(json: answer.json)
        report.line(status.headline, status.publishing ? .good : .bad)
        warnings(status, &report, session)
        counts(status, &report)
        report.next(status.next.map { session.adapted($0, drill: drill) })
        if !status.publishing, status.next.isEmpty { report.next(session.command("readiness")) }
        return report
    }

    private static func warnings(
        _ status: ServiceInterface.Status.Reply, _ report: inout Report, _ session: Session
    ) {
        if let needs = status.releaseNotPossible, !needs.isEmpty {
            let text = needs.hasPrefix("RELEASE NOT POSSIBLE") ? needs : "RELEASE NOT POSSIBLE: \(needs)"
            report.line(text, .bad)
        }
        if status.clockHeld {
            report.line("THE CLOCK STEPPED: what is due is held until a person confirms the time.", .bad)
            report.next(session.command("clock confirm"))
        }
        if status.unknownOutcomes > 0 {
            report.line("\(Words.count(status.unknownOutcomes, "post")) may or may not have gone out.", .bad)
        }
        if status.unconfirmedOutside > 0 {
            report.line(
                "\(Words.count(status.unconfirmedOutside, "thing")) outside our reach not confirmed yet.",
                .warning)
        }
        if status.openAlerts > 0 {
            report.line("\(Words.count(status.openAlerts, "alert")) not acknowledged.", .warning)
        }
    }

    private static func counts(_ status: ServiceInterface.Status.Reply, _ report: inout Report) {
        report.fact("Organisation", status.organisation)
        report.fact("Crisis", crisis(status), status.crisisPhase == "calm" ? .plain : .warning)
        report.fact("Stops in force", "\(status.engagedStops)", status.engagedStops > 0 ? .bad : .plain)
        report.fact(
            "Posts",
            "\(status.scheduledPosts) scheduled, \(status.heldPosts) held, \(status.needReview) to review, "
                + "\(status.unknownOutcomes) unknown")
        if let due = status.nextDueAt {
            report.fact("Next due", due + (status.nextDuePost.map { " (\($0))" } ?? ""))
        }
        report.fact("Mentions", "\(status.mentions), \(status.negativeMentions) negative")
        report.fact("Tasks", "\(status.openTasks) open")
        report.fact("Clock", status.clock)
        if !status.drills.isEmpty { report.fact("Drills", Words.list(status.drills)) }
        report.fact("Log", "\(status.lastSequence) events, tocsind \(status.version)")
    }

    private static func crisis(_ status: ServiceInterface.Status.Reply) -> String {
        guard !status.openCrises.isEmpty else { return status.crisisPhase }
        return status.crisisPhase + ": " + status.openCrises.map { "\($0)" }.joined(separator: ", ")
    }
}
