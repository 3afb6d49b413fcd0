import Cryptography
import EventLog
import LogFiles
import Varlink

/// A finished copy of a log, whoever gave the blocks.
enum CopyWords {
    static func report(_ headline: String, _ copy: CopyReport) -> Report {
        var report = Report(json: [
            "directory": .string(copy.directory), "identity": .string(LogNames.hex(copy.summary.identity)),
            "blocks": .integer(Int64(copy.summary.blockCount)),
            "firstSequence": .integer(Int64(copy.summary.beginning.lastSequence) + 1),
            "lastSequence": .integer(Int64(copy.summary.lastSequence)),
            "copiedEvents": .integer(Int64(copy.eventCount)),
            "resumedAfter": .integer(Int64(copy.resumedAfter)),
            "root": .string(Base64.encode(copy.summary.root.bytes)), "verified": true,
        ])
        report.line(headline, .good)
        report.fact("Directory", copy.directory)
        report.fact(
            "Events", "\(copy.summary.beginning.lastSequence + 1) to \(copy.summary.lastSequence)")
        if copy.resumedAfter > copy.summary.beginning.lastSequence {
            report.fact("Were there before", "up to event \(copy.resumedAfter)")
        }
        report.fact("Blocks", "\(copy.summary.blockCount)")
        report.fact("Tree root", copy.summary.root.description)
        return report
    }
}

/// A bar for a copy, in events.
struct CopyBar {
    private let console: any Console
    private var bar: ProgressBar?

    init(_ console: any Console) { self.console = console }

    mutating func show(_ progress: CopyProgress) {
        var shown = bar ?? ProgressBar(console, total: Int64(progress.total), unit: "events")
        shown.show(done: Int64(progress.copied), count: Int64(progress.copied))
        bar = shown
    }

    func finish() { bar?.finish() }
}
