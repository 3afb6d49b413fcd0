import ArgumentParser
import ControlInterface
import CrisisModel
import EventLog
import LogFiles
import Varlink

struct LogStats: Verb {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "What the log takes on the disk, and how it grows.")

    @Option(help: "A log's folder. Without it the running daemon's log.")
    var directory: String?

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let reply: LogInterface.Statistics.Reply
        let json: JSONValue
        if let directory {
            reply = try Self.reply(of: directory)
            json = try session.encode(reply, method: LogInterface.Statistics.name)
        } else {
            let answer = try session.ask(LogInterface.Statistics.self, .init(), timeout: Session.listTimeout)
            (reply, json) = (answer.reply, answer.json)
        }
        session.show(Self.report(reply, json))
        return .done
    }

    private static func report(_ reply: LogInterface.Statistics.Reply, _ json: JSONValue) -> Report {
        var report = Report(json: json)
        report.fact("Events", "\(reply.events) in \(Words.count(Int(reply.blocks), "block"))")
        if reply.archivedEvents > 0 { report.fact("In archives", "events 1 to \(reply.archivedEvents)") }
        report.fact("First", reply.firstTime)
        report.fact("Last", reply.lastTime)
        let reusable = size(Double(reply.reusableBytes))
        report.fact("In use", "\(size(Double(reply.bytesInUse))), \(reusable) of it freed for new events")
        report.fact(
            "File", "\(size(Double(reply.fileBytes))), \(size(Double(reply.reserveBytes))) of it reserve")
        report.fact("An event", reply.bytesPerEvent.map(size))
        report.fact(
            "A day",
            reply.bytesPerDay.map { bytes in
                "\(Int64((reply.eventsPerDay ?? 0).rounded())) events, \(size(bytes))"
            })
        report.fact("Map", "\(size(Double(reply.mapBytes))), used \(share(reply.mapShare))")
        report.fact("Disk free", reply.diskFreeBytes.map { size(Double($0)) })
        report.fact(
            "Days left", reply.daysLeft.map { $0 > 36_500 ? "more than a century's" : "\(Int64($0))" })
        return report
    }

    /// Powers of 1,024 with one digit behind the point.
    static func size(_ bytes: Double) -> String {
        var value = bytes
        var unit = 0
        let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
        while value >= 1_024, unit < units.count - 1 {
            value /= 1_024
            unit += 1
        }
        let tenths = Int64((value * 10).rounded())
        return unit == 0 ? "\(Int64(value.rounded())) bytes" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }

    private static func share(_ share: Double?) -> String {
        guard let share else { return "-" }
        return share < 0.001 ? "less than 0.1 %" : "\(Int64(share * 1_000) / 10) %"
    }

    private static func reply(of directory: String) throws(CommandError) -> LogInterface.Statistics.Reply {
        let figures = try CommandError.wrapping { () throws(LogFileError) in
            try LogBackup.figures(of: directory)
        }
        func time(_ microseconds: Int64?) -> String? {
            microseconds.map { EventTime(microsecondsSinceEpoch: $0).rfc3339 }
        }
        return LogInterface.Statistics.Reply(
            events: Int64(figures.eventCount), blocks: Int64(figures.blockCount),
            archivedEvents: Int64(figures.archivedEventCount), firstTime: time(figures.firstTime),
            lastTime: time(figures.lastTime), bytesInUse: Int64(figures.store.bytesInUse),
            reusableBytes: Int64(figures.store.reusableBytes),
            fileBytes: Int64(figures.store.fileBytes), reserveBytes: Int64(figures.store.reserveBytes),
            bytesPerEvent: figures.bytesPerEvent, mapBytes: Int64(figures.store.mapBytes),
            mapShare: figures.mapShare, diskFreeBytes: figures.store.diskFreeBytes.map { Int64($0) },
            eventsPerDay: figures.eventsPerDay, bytesPerDay: figures.bytesPerDay, daysLeft: figures.daysLeft)
    }
}
