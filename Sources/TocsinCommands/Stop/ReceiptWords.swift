import ControlInterface
import Varlink

/// A receipt for a person: the words first, then the record.
enum ReceiptWords {
    static func report(
        _ receipt: StopInterface.Receipt, json: JSONValue, session: Session, drill: String?
    ) -> Report {
        var report = Report(json: json)
        report.lines(receipt.summary, .strong)
        if !receipt.final {
            report.line("NOT FINAL: some transfers are not accounted for yet.", .warning)
        }
        facts(receipt, &report)
        held(receipt, &report)
        inFlight(receipt, &report)
        if !receipt.outsideOurReach.isEmpty {
            report.line("Not ours to stop:", .warning)
            for item in receipt.outsideOurReach { report.line("  \(item)") }
        }
        release(receipt, &report)
        next(receipt, &report, session: session, drill: drill)
        return report
    }

    private static func facts(_ receipt: StopInterface.Receipt, _ report: inout Report) {
        let stop = receipt.stop
        report.fact("Stop", "\(stop.epoch)\(stop.released ? " (released \(Words.or(stop.releasedAt)))" : "")")
        report.fact("Covers", stop.scopes.isEmpty ? "everything" : Words.list(stop.scopes))
        report.fact("Pressed by", "\(stop.engagedBy), by \(stop.origin)")
        report.fact("Reason", stop.reason)
        report.fact("Received", receipt.receivedAt)
        report.fact("Gate closed", "after \(Words.duration(microseconds: receipt.gateClosedMicroseconds))")
        report.fact(
            "On disk",
            receipt.durableMicroseconds.map { "after \(Words.duration(microseconds: $0))" }
                ?? stop.durability,
            receipt.durableMicroseconds == nil ? .bad : .plain)
        report.fact("Last transfer ended", receipt.lastTransferEndedAt)
        report.fact("Event", receipt.sequence.map { "\($0)" } ?? "not in the log yet")
        report.fact("Signature", receipt.signed ? "signed: tocsinctl receipt --note shows it" : "unsigned")
        report.fact("Checkpoint", receipt.checkpoint)
    }

    private static func held(_ receipt: StopInterface.Receipt, _ report: inout Report) {
        guard !receipt.heldByAccount.isEmpty else { return }
        var table = Table(["Account", ">Held"], whenEmpty: "")
        for account in receipt.heldByAccount { table.row([account.account, "\(account.count)"]) }
        report.table(table)
    }

    private static func inFlight(_ receipt: StopInterface.Receipt, _ report: inout Report) {
        guard !receipt.inFlight.isEmpty else { return }
        var table = Table(["On its way", "Account", "Outcome", "Link"], whenEmpty: "")
        for post in receipt.inFlight {
            table.row(
                [post.post, post.account, post.outcome, Words.or(post.link)],
                post.outcome == "blocked" ? .good : .warning)
        }
        report.table(table)
    }

    private static func release(_ receipt: StopInterface.Receipt, _ report: inout Report) {
        guard !receipt.stop.released else { return }
        let isPossible = !receipt.releaseNeeds.hasPrefix("RELEASE NOT POSSIBLE")
        report.line(receipt.releaseNeeds, isPossible ? .plain : .bad)
        if !receipt.releasers.isEmpty { report.line("May release: \(Words.list(receipt.releasers))") }
    }

    private static func next(
        _ receipt: StopInterface.Receipt, _ report: inout Report, session: Session, drill: String?
    ) {
        let epoch = receipt.stop.epoch
        if receipt.unconfirmedTasks > 0 {
            report.line(
                "\(Words.count(receipt.unconfirmedTasks, "task")) outside not confirmed yet.", .warning)
            report.next(session.command("task list", drill: drill))
        }
        if !receipt.final { report.next(session.command("receipt \(epoch)", drill: drill)) }
        if receipt.inFlight.contains(where: { $0.outcome == "unknown" }) {
            report.next(session.command("post list --state unknown", drill: drill))
        }
        if receipt.stop.released {
            report.next(session.command("post list --held", drill: drill))
        } else {
            report.next(session.command("crisis declare", drill: drill))
            report.next(session.command("release \(epoch)", drill: drill))
        }
    }
}
