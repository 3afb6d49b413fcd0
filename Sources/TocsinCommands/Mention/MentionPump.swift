import ControlInterface
import CrisisModel

/// Reads, sends and counts: a few batches are on their way while the next is read.
struct MentionPump {
    /// Batches on their way at once; the daemon takes many more before it closes the door.
    static let batchesOnTheirWayMax = 4

    var lines: MentionLines
    let input: ByteSource
    let source: String?
    let mode: String
    let drill: String?

    private var waiting: [MentionBatch] = []
    private var tally = ImportTally(takenWord: "new")

    init(lines: MentionLines, input: ByteSource, source: String?, mode: String, drill: String?) {
        self.lines = lines
        self.input = input
        self.source = source
        self.mode = mode
        self.drill = drill
        tally.repeated = 0
    }

    mutating func run(in session: Session) throws(CommandError) -> ImportTally {
        let pipeline = try session.pipeline()
        var bar = ProgressBar(session.console, total: input.size, unit: "mentions")
        defer { bar.finish() }
        do throws(CommandError) {
            var batch = MentionBatch()
            while let line = try lines.next() {
                switch line.content {
                case .refused(let reason): tally.refuse(line.number, reason)
                case .text(let text): batch.append(text, line.number)
                }
                guard batch.isFull else { continue }
                try send(batch, pipeline, session)
                batch = MentionBatch()
                if waiting.count >= Self.batchesOnTheirWayMax { try receive(pipeline, session) }
                bar.show(done: input.bytesRead, count: tally.taken + (tally.repeated ?? 0))
            }
            if !batch.isEmpty { try send(batch, pipeline, session) }
            while !waiting.isEmpty {
                try receive(pipeline, session)
                bar.show(done: input.bytesRead, count: tally.taken + (tally.repeated ?? 0))
            }
        } catch {
            throw tally.interrupted(by: error)
        }
        return tally
    }

    private mutating func send(
        _ batch: MentionBatch, _ pipeline: any CallPipeline, _ session: Session
    ) throws(CommandError) {
        let parameters = MentionInterface.Import.Parameters(
            lines: batch.lines, firstLine: batch.firstLine, mode: mode, source: source, drill: drill)
        let encoded = try session.encode(parameters, method: MentionInterface.Import.name)
        try session.send(encoded, of: MentionInterface.Import.self, over: pipeline)
        waiting.append(batch)
    }

    private mutating func receive(
        _ pipeline: any CallPipeline, _ session: Session
    ) throws(CommandError) {
        let batch = waiting.removeFirst()
        let reply = try session.receive(MentionInterface.Import.self, over: pipeline).reply
        tally.taken += reply.recorded
        tally.repeated = (tally.repeated ?? 0) + reply.repeated
        tally.lastSequence = max(tally.lastSequence ?? 0, reply.lastSequence)
        for refused in reply.refused { tally.refuse(batch.line(of: refused.line), refused.reason) }
    }
}
