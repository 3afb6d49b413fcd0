import ControlInterface
import CrisisModel
import Varlink
import Engine
import EventCodec
import EventLog
import VarlinkServer

/// `org.tocsin.Mention`.
extension ControlService {
    enum MentionLimits {
        /// Lines in one call.
        static let linesMax = 2_000
        /// Bytes of one line.
        static let lineBytesMax = 256 * 1024
        /// Lines decided by the writer as one step: a millisecond, which a stop's record may have to wait.
        static let stepLines = 128
        /// The same in bytes, so that a step always fits into a batch.
        static let stepBytes = 512 * 1024
        static let listMax: Int64 = 1_000
    }

    func mentionHandlers() -> [String: MethodHandler] {
        Dictionary(
            uniqueKeysWithValues: [
                method(MentionInterface.Import.self) { [self] context, call throws(MethodError) in
                    try await importMentions(call, context)
                },
                stream(MentionInterface.List.self) { [self] _, call, replies throws(MethodError) in
                    let realm = try realm(call.drill)
                    let limit = min(max(call.limit ?? 50, 1), MentionLimits.listMax)
                    var found: [MentionInterface.Mention] = []
                    for sequence in published.recentMentions(in: realm).reversed()
                    where found.count < Int(limit) {
                        guard let mention = mention(sequence) else { continue }
                        guard call.unit == nil || mention.unit == call.unit,
                            call.label == nil || mention.label == call.label
                        else { continue }
                        found.append(mention)
                    }
                    let (total, negative) = published.read { state in
                        (
                            state.realms[realm]?.mentionCount ?? 0,
                            state.realms[realm]?.negativeMentionCount ?? 0
                        )
                    }
                    try replies.finish(
                        encoding: MentionInterface.List.Reply(
                            mentions: found, total: total, negative: negative)
                    )
                },
                method(MentionInterface.DeleteAtSource.self) { [self] context, call throws(MethodError) in
                    try await noteDeletion(call, context)
                },
                method(MentionInterface.Show.self) { [self] _, call throws(MethodError) in
                    guard call.sequence > 0, let found = mention(UInt64(call.sequence)) else {
                        throw refused(
                            code: "unknown-mention", "event \(call.sequence) is no mention", next: nil)
                    }
                    return .init(mention: found)
                },
            ]
        )
    }

    /// An event by its number, from the log.
    func event(_ sequence: UInt64) -> RecordedEvent? {
        // Each is looked at by a child first: slow, and nobody dies of it.
        if isSuspect,
            !WalkChild().run(directory: options.logDirectory, from: sequence, to: sequence).isSound
        {
            return nil
        }
        do throws(EventLogError) {
            let found = try log.withRecord(Envelope.Sequence(rawValue: sequence)) {
                record -> RecordedEvent? in
                do throws(EventCodecError) {
                    return try EventCodec.decode(record)
                } catch {
                    return nil
                }
            }
            return found ?? nil
        } catch {
            return nil
        }
    }

    func mention(_ sequence: UInt64) -> MentionInterface.Mention? {
        guard let recorded = event(sequence), case .mentionRecorded(let mention) = recorded.event else {
            return nil
        }
        // The score is recorded in the same step, right behind its mention.
        var score: SentimentScored?
        if case .sentimentScored(let next)? = event(sequence + 1)?.event, next.mention == Int64(sequence) {
            score = next
        }
        let clear = reader.open(mention)
        let isErased = published.read { $0.authors.isErased(mention.authorNumber) }
        let isDeleted = published.read {
            $0.realms[recorded.envelope.realm]?.deletedMentions.contains(sequence) == true
        }
        return MentionInterface.Mention(
            sequence: Int64(sequence), source: mention.source.text, id: clear?.id ?? "",
            author: clear?.author ?? MentionWords.author(mention.authorNumber, isErased: isErased),
            text: clear == nil
                ? MentionWords.unreadable(isErased: isErased)
                : isDeleted ? MentionWords.deleted : clear?.text ?? "",
            occurredAt: (recorded.envelope.occurredAt ?? recorded.envelope.at).rfc3339,
            unit: mention.unit?.text, account: mention.account?.text, language: mention.language,
            label: score?.label.rawValue, valence: score?.valence
        )
    }

    /// What stands where nothing personal can be shown.
    private enum MentionWords {
        static func unreadable(isErased: Bool) -> String { isErased ? "[erased]" : "[key lost]" }
        static let deleted = "[deleted at its source]"
        static func author(_ author: Int64, isErased: Bool) -> String {
            "[author \(author), \(isErased ? "erased" : "key lost")]"
        }
    }

    private func importMentions(
        _ call: MentionInterface.Import.Parameters, _ context: CallContext
    ) async throws(MethodError) -> MentionInterface.Import.Reply {
        let realm = try realm(call.drill)
        let mode = try choice("mode", call.mode, IntakeMode.self)
        let source: SourceID? = try name("source", call.source)
        guard call.lines.count <= MentionLimits.linesMax else {
            throw refused(Refusal(.limitReached, "lines: at most \(MentionLimits.linesMax) in one call"))
        }
        // Numbers of lines are added to: one at the end of the range would end the daemon.
        guard (0...Int64(Int32.max)).contains(call.firstLine) else { throw .invalidParameter("firstLine") }
        var reply = MentionInterface.Import.Reply(recorded: 0, repeated: 0, refused: [], lastSequence: 0)
        var waiting: [Int64] = []
        let answers = PendingAnswers()
        let author = actor(context)
        var step: [Writer.Submission] = []
        var stepBytes = 0
        for (index, line) in call.lines.enumerated() {
            let number = call.firstLine &+ Int64(index)
            guard line.utf8.count <= MentionLimits.lineBytesMax else {
                reply.refused.append(
                    .init(line: number, reason: "longer than \(MentionLimits.lineBytesMax) bytes"))
                continue
            }
            var new: NewMention
            do throws(MentionLine.Failure) {
                new = try MentionLine.parse(line, source: source, mode: mode)
                if let keys = reader.keys { MentionIntake.tag(&new, realm, keys) }
            } catch {
                reply.refused.append(.init(line: number, reason: error.reason))
                continue
            }
            step.append(Writer.Submission(command: .recordMention(new), realm: realm, actor: author))
            waiting.append(number)
            stepBytes += line.utf8.count
            guard step.count >= MentionLimits.stepLines || stepBytes >= MentionLimits.stepBytes else {
                continue
            }
            // In the order of the lines. The writer works while the next are parsed; answers come at the end.
            writer.enqueue(step, done: answers.expect())
            step.removeAll(keepingCapacity: true)
            stepBytes = 0
        }
        if !step.isEmpty { writer.enqueue(step, done: answers.expect()) }
        for (line, answer) in zip(waiting, await answers.all()) {
            switch answer {
            case .success(let events):
                reply.recorded += 1
                reply.lastSequence = max(reply.lastSequence, Int64(events.last?.envelope.sequence ?? 0))
            case .failure(.refused(let refusal)) where refusal.code == .alreadyDone: reply.repeated += 1
            case .failure(.refused(let refusal)) where refusal.code.isOfTheWholeIntake:
                throw self.answer(.refused(refusal))
            case .failure(.refused(let refusal)):
                reply.refused.append(.init(line: line, reason: refusal.message))
            case .failure(let error): throw self.answer(error)
            }
        }
        return reply
    }
}
