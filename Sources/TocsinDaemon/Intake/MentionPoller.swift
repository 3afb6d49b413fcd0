import CrisisModel
import Engine
import HTTPTransport
import Networks
import PersonalData
import Systemd

/// Hears what is said to our accounts, by asking. It keeps no place of its own: every look begins with the newest
/// mention and goes back until it meets one that the log knows, so a restart, a crash or a night without network
/// leaves no gap, and the log takes each mention once.
final class MentionPoller: Sendable {
    enum Limits {
        static let intervalMilliseconds = 30_000
        static let totalMilliseconds = 30_000
        static let pageBytesMax = 4 * 1024 * 1024
        /// So far back one look goes; the next one goes on from there.
        static let pagesMax = 50
        /// After failures the waits double up to this.
        static let backOffSecondsMax = 900
        /// Mentions decided by the writer as one step.
        static let stepMentions = 128
    }

    private struct Standing {
        var failures = 0
        var notBefore: Int64 = 0
    }

    private let parts: RunningParts
    private let world: World
    private let journal: Journal
    private let intervalMilliseconds: Int
    private let standings = Locked<[AccountID: Standing]>([:])

    init(_ parts: RunningParts, world: World, journal: Journal, intervalMilliseconds: Int? = nil) {
        self.parts = parts
        self.world = world
        self.journal = journal
        self.intervalMilliseconds = intervalMilliseconds ?? Limits.intervalMilliseconds
    }

    /// Until it is cancelled. Without keys no mention is taken, so none is asked for.
    func run() async {
        guard case .normal = parts.mode, let keys = parts.keys else { return }
        while !Task.isCancelled {
            await withTaskGroup(of: Void.self) { group in
                for account in due() {
                    group.addTask { await self.look(account, keys) }
                }
            }
            do { try await world.sleep(.milliseconds(intervalMilliseconds)) } catch { return }
        }
    }

    /// A failing account waits by itself and keeps nobody waiting.
    private func due() -> [AccountRegistered] {
        let now = world.bootMicroseconds()
        let accounts = parts.writer.published.read { state in
            state.live.accounts.values.filter { !$0.retired }.map(\.registration)
        }
        return standings.withLock { standings in
            accounts.filter { now >= standings[$0.account]?.notBefore ?? 0 }
        }
    }

    private func look(_ account: AccountRegistered, _ keys: AuthorKeyFile) async {
        guard let adapter = KnownNetworks.adapter(for: account.network), let endpoint = account.endpoint,
            let credential = account.credential, let token = parts.credentials.token(named: credential),
            var reading = adapter.mentions(endpoint: endpoint, token: token)
        else { return }
        var heard: [NewMention] = []
        for number in 1...Limits.pagesMax {
            switch await page(&reading) {
            case .unreadable(let reason, let seconds): return noteFailure(account.account, reason, seconds)
            case .read(let mentions, let refused, let mayGoOn):
                for words in refused { tell("a mention could not be read", account.account, words) }
                let new = mentions.map { self.mention($0, account, keys) }
                heard += new
                let goesOn = mayGoOn ? await knowsNone(of: new) : false
                guard goesOn, number == Limits.pagesMax else {
                    if goesOn { continue }
                    return await record(heard, account.account)
                }
                tell(
                    "more mentions were waiting than one look takes", account.account,
                    "older ones are not heard")
            }
        }
        await record(heard, account.account)
    }

    private func page(_ reading: inout any MentionReading) async -> MentionPage {
        var request = reading.next
        request.totalTimeoutMilliseconds = Limits.totalMilliseconds
        request.maximumResponseBodyBytes = Limits.pageBytesMax
        request.certificateAuthorityFile = parts.credentials.certificateAuthorityFile
        switch await parts.transport.perform(request) {
        case .response(let response): return reading.take(response)
        case .notSent(let failure), .outcomeUnknown(let failure):
            return .unreadable(reason: "\(failure)", retryAfterSeconds: nil)
        }
    }

    private func mention(
        _ mention: ReadMention, _ account: AccountRegistered, _ keys: AuthorKeyFile
    ) -> NewMention {
        var new = NewMention(
            mention: MentionRecorded(
                source: mention.source, id: mention.id, account: account.account, unit: account.unit,
                author: mention.author, name: mention.name, text: mention.text,
                language: mention.language, link: mention.link, audience: mention.audience, mode: .live),
            occurredAt: mention.occurredAt, known: false,
            score: MentionLine.score(mention.text, language: mention.language))
        MentionIntake.tag(&new, .live, keys)
        return new
    }

    private func knowsNone(of mentions: [NewMention]) async -> Bool {
        let keys = mentions.map(\.mention.key)
        do throws(WriterError) {
            return try await parts.writer.lookUp { intake in keys.allSatisfy { intake.mention($0) == nil } }
        } catch {
            return false
        }
    }

    /// The oldest first: a crash on the way leaves the newest unknown, and the next look goes back to where this one
    /// came.
    private func record(_ newestFirst: [NewMention], _ account: AccountID) async {
        let answers = PendingAnswers()
        var step: [Writer.Submission] = []
        for new in newestFirst.reversed() {
            step.append(Writer.Submission(command: .recordMention(new), realm: .live, actor: .daemon))
            guard step.count >= Limits.stepMentions else { continue }
            parts.writer.enqueue(step, done: answers.expect())
            step.removeAll(keepingCapacity: true)
        }
        if !step.isEmpty { parts.writer.enqueue(step, done: answers.expect()) }
        guard !newestFirst.isEmpty else { return noteSuccess(account) }
        for answer in await answers.all() {
            switch answer {
            case .success: continue
            case .failure(.refused(let refusal)) where refusal.code == .alreadyDone: continue
            case .failure(.refused(let refusal)) where !refusal.code.isOfTheWholeIntake:
                tell("a mention was not taken", account, refusal.message)
            case .failure(let error): return noteFailure(account, "\(error)", nil)
            }
        }
        noteSuccess(account)
    }

    private func noteFailure(_ account: AccountID, _ reason: String, _ retryAfterSeconds: Int?) {
        let isFirst = standings.withLock { standings in
            let failures = standings[account, default: Standing()].failures + 1
            let doubled = intervalMilliseconds << min(failures, 10) / 1_000
            let seconds = max(min(doubled, Limits.backOffSecondsMax), retryAfterSeconds ?? 0)
            // So that accounts that failed together do not come back together.
            let spread = Int64(account.text.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF }) * 50
            standings[account] = Standing(
                failures: failures,
                notBefore: world.bootMicroseconds() + Int64(seconds) * 1_000_000 + spread)
            return failures == 1
        }
        if isFirst { tell("an account cannot be listened to", account, reason) }
    }

    private func noteSuccess(_ account: AccountID) {
        let hadFailed = standings.withLock { ($0.removeValue(forKey: account)?.failures ?? 0) > 0 }
        if hadFailed {
            journal.log(
                .notice, "an account is listened to again", [JournalField("TOCSIN_ACCOUNT", account.text)])
        }
    }

    private func tell(_ message: StaticString, _ account: AccountID, _ reason: String) {
        journal.log(
            .warning, message,
            [JournalField("TOCSIN_ACCOUNT", account.text), JournalField("TOCSIN_REASON", reason)])
    }
}
