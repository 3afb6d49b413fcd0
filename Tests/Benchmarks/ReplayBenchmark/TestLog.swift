import BenchmarkSupport
import CrisisModel
import Engine
import EventCodec
import EventLog
import Sentiment

/// A log as the engine would have made it: one rule, scored mentions, and a post scheduled now and then.
enum TestLog {
    enum Shape: String, CaseIterable {
        /// 256 events a commit.
        case burst
        /// One event a commit, as on a day on which nothing happens.
        case calm

        var eventsPerCommit: Int { self == .burst ? 256 : 1 }
    }

    private static let accounts = 50
    private static let mentionsPerPost = 50
    private static let start = EventTime(microsecondsSinceEpoch: 1_800_000_000_000_000)
    private static let person = Actor(kind: .person, uid: 1_000, loginUid: 1_000, name: "anna")

    /// Fills the directory and closes the log again.
    static func make(_ shape: Shape, events: Int, in directory: String) throws(BenchmarkError) {
        do throws(EventLogError) {
            let log = try EventLog.open(directory: directory, clock: .system())
            var batch = log.makeBatch()
            var engine = Engine()
            let space = EventCodec.EncodingSpace()
            var mentions = SyntheticMentions(seed: 7, prefix: "m")
            var sealer = try Sealer(directory)
            var step = 0
            var made = 0
            while made < events {
                let command = try sealer.identify(command(step, &mentions), engine.state)
                for event in try decide(command, at: step, &engine) {
                    try EventCodec.append(try sealer.seal(event), to: &batch, using: space)
                    made += 1
                    if batch.count >= shape.eventsPerCommit { _ = try log.append(&batch) }
                }
                step += 1
            }
            _ = try log.append(&batch)
        } catch {
            throw BenchmarkError("the log cannot be made: \(error)")
        }
    }

    private static func decide(
        _ command: Command, at step: Int, _ engine: inout Engine
    ) throws(EventLogError) -> [RecordedEvent] {
        do throws(Refusal) {
            return try engine.decide(
                command, CommandContext(realm: .live, at: start.adding(seconds: Int64(step)), actor: person)
            )
        } catch {
            throw EventLogError(.storeFailed, detail: "a command was refused: \(error)")
        }
    }

    private static func command(_ step: Int, _ mentions: inout SyntheticMentions) -> Command {
        let now = start.adding(seconds: Int64(step))
        switch step {
        case 0..<accounts:
            return .registerAccount(
                AccountRegistered(
                    account: AccountID(recorded: "account-\(step)"), network: NetworkID(recorded: "webhook"),
                    handle: "@a\(step)", unit: UnitID(recorded: "rail"), endpoint: "https://example.org/post"
                )
            )
        case accounts:
            return .adoptRule(
                RuleAdopted(
                    rule: RuleID(recorded: "angry-hour"), version: 0, kind: "count",
                    unit: UnitID(recorded: "rail"),
                    windowMinutes: 60, threshold: 50_000, minimumAuthors: 10, scoreBelow: 0,
                    holdClasses: [.routine],
                    alert: true
                )
            )
        default:
            guard step % mentionsPerPost != 0 else {
                let text = mentions.text()
                return .schedulePost(
                    NewPost(
                        post: nil, account: AccountID(recorded: "account-\(step % accounts)"),
                        postClass: .routine,
                        campaign: nil, text: text, textHash: .zero, dueAt: now.adding(seconds: 100_000_000)
                    )
                )
            }
            let mention = mentions.mention()
            return .recordMention(
                NewMention(mention: mention, occurredAt: now, known: false, score: score(mention.text))
            )
        }
    }

    private static func score(_ text: String) -> SentimentScored {
        let score = Scorer.shipped.score(text)
        return SentimentScored(
            mention: 0, scorer: Scorer.shipped.name, version: Scorer.shipped.version,
            label: score.valence < -200 ? .negative : score.valence > 200 ? .positive : .neutral,
            valence: Int64(score.valence), confidence: Int64(score.confidence)
        )
    }
}
