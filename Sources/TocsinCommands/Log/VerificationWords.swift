import ControlInterface
import Varlink

/// The result of a verification, wherever it was made: by the daemon, or on a directory.
enum VerificationWords {
    static func report(_ result: LogInterface.Verify.Reply, json: JSONValue) -> Report {
        var report = Report(json: json)
        let isSound = result.sound == true
        report.line(
            isSound
                ? "SOUND: \(result.eventsRead) events read."
                : "NOT SOUND: \(result.eventsRead) of \(result.eventsTotal) events read.",
            isSound ? .good : .bad)
        if let conclusion = result.conclusion { report.lines(conclusion) }
        let findings = result.findings ?? []
        if !findings.isEmpty {
            var table = Table([">Event", ">Block", "Problem"], whenEmpty: "")
            for finding in findings {
                table.row([
                    finding.sequence.map { "\($0)" } ?? "-", finding.block.map { "\($0)" } ?? "-",
                    finding.problem,
                ])
            }
            report.table(table)
        }
        report.fact("Last event", result.lastSequence.map { "\($0)" })
        report.fact("Tree root", result.treeRoot)
        report.fact("State", result.stateHash)
        return report
    }

    static func status(_ result: LogInterface.Verify.Reply) -> CommandStatus {
        result.sound == true ? .done : .notSound
    }
}
