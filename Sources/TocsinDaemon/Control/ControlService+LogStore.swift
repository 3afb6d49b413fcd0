import ControlInterface
import CrisisModel
import EventLog
import Evidence
import LogFiles
import Varlink
import VarlinkServer

/// The log's store over the control channel: its blocks as they are, and what they take.
extension ControlService {
    enum BlockExportLimits {
        /// Lines in one reply, by their bytes; a block that is longer goes alone.
        static let replyBytesMax = 512 << 10
    }

    func logStoreHandlers() -> [String: MethodHandler] {
        Dictionary(
            uniqueKeysWithValues: [
                stream(LogInterface.ExportBlocks.self) { [self] context, call, replies throws(MethodError) in
                    try await exportBlocks(call, context, replies)
                },
                method(LogInterface.Statistics.self) { [self] _, _ throws(MethodError) in
                    try refuseDamaged()
                    return Self.describe(try reading { () throws(EventLogError) in try log.figures() })
                },
            ]
        )
    }

    /// What the log holds when the call begins. No read transaction is open while a slow client is waited for.
    private func exportBlocks(
        _ call: LogInterface.ExportBlocks.Parameters, _ context: CallContext, _ replies: ReplyStream
    ) async throws(MethodError) {
        let summary = try reading { () throws(EventLogError) in try log.summary() }
        var position = summary.beginning.lastSequence
        // A caller that is ahead of this log finds out from the header.
        if let after = call.after {
            position = min(max(position, UInt64(max(after, 0))), summary.lastSequence)
        }
        // After the summary: the log that leaves is the one before this is recorded in it.
        try await noteExport(
            from: min(position, summary.lastSequence) + 1, to: summary.lastSequence,
            call.form == "evidence" ? .evidence : .exact,
            personalData: false, nil, context)
        // Alone and first: a caller that holds another log finds out before it is told of its blocks.
        let header = LogInterface.ExportBlocks.Reply(
            lines: [ExactHeader(summary: summary, verifierKey: checkpointer.verifierKey?.text).line],
            lastSequence: Int64(position), damagedFrom: damagedFrom)
        guard position < summary.lastSequence else { return try replies.finish(encoding: header) }
        try refuseDamaged(from: position + 1, to: summary.lastSequence)
        try await replies.send(encoding: header)
        var lines: [String] = []
        var byteCount = 0
        while position < summary.lastSequence {
            let blocks = try reading { () throws(EventLogError) in
                try log.blocks(after: position, through: summary.lastSequence)
            }
            if blocks.isEmpty { break }
            for block in blocks {
                let line = ExactLine.text(block)
                if byteCount + line.utf8.count > BlockExportLimits.replyBytesMax {
                    let reply = LogInterface.ExportBlocks.Reply(
                        lines: lines, lastSequence: Int64(block.firstSequence - 1))
                    try await replies.send(encoding: reply)
                    lines = []
                    byteCount = 0
                }
                lines.append(line)
                byteCount += line.utf8.count
                position = try reading { () throws(EventLogError) in try block.lastSequence() }
            }
        }
        try replies.finish(
            encoding: LogInterface.ExportBlocks.Reply(
                lines: lines, lastSequence: Int64(position), damagedFrom: damagedFrom))
    }

    private var damagedFrom: Int64? {
        guard let cause = mode.cause, cause.code == .damaged else { return nil }
        return Int64(cause.sequence ?? 0)
    }

    private func reading<Result>(
        _ body: () throws(EventLogError) -> Result
    ) throws(MethodError) -> Result {
        do throws(EventLogError) {
            return try body()
        } catch {
            throw refused(code: error.code.rawValue, "\(error)", next: "tocsinctl log verify")
        }
    }

    private static func describe(_ figures: LogFigures) -> LogInterface.Statistics.Reply {
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
