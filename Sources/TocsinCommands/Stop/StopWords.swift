import ControlInterface
import CrisisModel
import Varlink

/// How a stop is told.
enum StopWords {
    static func answer(
        _ reply: StopInterface.Engage.Reply, json: JSONValue, session: Session, drill: String?
    ) -> Report {
        var report = Report(json: json)
        let scopes = reply.scopes.isEmpty || reply.scopes == ["all"] ? "everything" : Words.list(reply.scopes)
        let closed = Words.duration(microseconds: max(0, reply.gateClosed - reply.received))
        let time = EventTime(microsecondsSinceEpoch: reply.gateClosed).clockTime
        report.line("STOPPED \(time) UTC in \(closed). Stop \(reply.epoch): \(scopes).", .strong)
        switch Durability(rawValue: reply.durability) {
        case .durable: report.line("On disk: it stays in force over restarts until it is released.", .good)
        case .untilReboot:
            report.line("NOT ON DISK: it holds until this machine restarts. Look at the disk.", .bad)
        case .memoryOnly:
            report.line("IN MEMORY ONLY: it holds until the daemon ends. Do not restart it.", .bad)
        case nil: report.line("How durable it is was not said: \(reply.durability)", .bad)
        }
        if reply.widened {
            report.line("MORE WAS STOPPED THAN ASKED: what was asked could not be read or kept.", .warning)
        }
        let unmatched = (json["unmatchedScopes"]?.arrayValue ?? []).compactMap(\.stringValue)
        if !unmatched.isEmpty { report.line("There is no \(Words.list(unmatched)).", .warning) }
        return report
    }

    static func status(_ durability: String) -> CommandStatus {
        switch Durability(rawValue: durability) {
        case .durable: .done
        case .untilReboot: .stoppedUntilReboot
        case .memoryOnly, nil: .stoppedInMemoryOnly
        }
    }

    /// The stop path names no near ones: it asks nobody. The account register does, where it can be had.
    static func matchesNothing(
        _ parameters: JSONValue, request: StopRequest, session: Session, drill: String?
    ) -> CommandError {
        let named = (parameters["scopes"]?.arrayValue ?? []).compactMap(\.stringValue)
        let scopes = named.isEmpty ? request.scopes : named
        var near = (parameters["near"]?.arrayValue ?? []).compactMap(\.stringValue)
        if near.isEmpty { near = NearScopes.of(scopes, in: session, drill: drill) }
        return CommandError(
            .notStopped,
            "\(drill == nil ? "" : "EXERCISE, ")NOT STOPPED: \(Words.list(scopes)) matches nothing",
            code: "scope-matches-nothing",
            next: near.map { session.command("stop --scope " + ShellWord.quoted($0), drill: drill) }
                + [session.command("stop", drill: drill), session.command("account list", drill: drill)])
    }
}
