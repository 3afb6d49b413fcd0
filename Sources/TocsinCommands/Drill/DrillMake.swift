import ArgumentParser
import CrisisModel
import EventCodec
import Glibc
import Scenarios
import Varlink

/// `drill make`: what was said and what was planned, as a scenario for `tocsind rehearse` and `drill inject`.
struct DrillMake: Verb {
    static let configuration = CommandConfiguration(
        commandName: "make", abstract: "Make a scenario's folder from mentions and scheduled posts.",
        discussion: """
            Each file is NDJSON. Mentions are in the shape of mention import; posts have post, account, class, text and \
            dueAt, accounts and rules what their events have in log export.
            """)

    @Option(help: "The mentions, in the shape of mention import.")
    var mentions: String?

    @Option(help: "The posts.")
    var posts: String?

    @Option(help: "The accounts; those that only the posts name are added.")
    var accounts: String?

    @Option(help: "The rules to adopt.")
    var rules: String?

    @Option(help: "The drill's name; without it the folder's.")
    var name: String?

    @Option(help: "When the drill's clock starts, with a zone; without it an hour before the first line.")
    var clockStart: String?

    @Option(help: "The folder to make.")
    var out: String

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let folder = out.hasSuffix("/") ? String(out.dropLast()) : out
        var maker = DrillMaker(name: name ?? folder.split(separator: "/").last.map(String.init) ?? "drill")
        if let clockStart { maker.clockStart = try DrillSource.time(clockStart, "--clock-start") }
        for (event, occurredAt) in try DrillSource.events(
            mentions, kind: .mentionRecorded, timeKey: "occurredAt")
        {
            if case .mentionRecorded(let mention) = event {
                maker.mentions.append(.init(mention: mention, occurredAt: occurredAt))
            }
        }
        for (event, _) in try DrillSource.events(posts, kind: .postScheduled, timeKey: nil) {
            if case .postScheduled(let post) = event { maker.posts.append(.init(post: post)) }
        }
        for (event, _) in try DrillSource.events(accounts, kind: .accountRegistered, timeKey: nil) {
            if case .accountRegistered(let account) = event { maker.accounts.append(account) }
        }
        for (event, _) in try DrillSource.events(rules, kind: .ruleAdopted, timeKey: nil) {
            if case .ruleAdopted(let rule) = event { maker.rules.append(rule) }
        }
        let files: DrillMaker.Files
        do throws(DrillMakerError) {
            files = try maker.make()
        } catch {
            throw CommandError(.badInput, error.detail, place: "drill make")
        }
        guard mkdir(folder, 0o755) == 0 || errno == EEXIST else {
            throw CommandError(.cannotWrite, "cannot be made: \(SystemText.error(errno))", place: folder)
        }
        try NewFile.write(files.events, to: folder + "/events.ndjson")
        try NewFile.write(files.expect, to: folder + "/expect.yaml")
        try NewFile.write(files.description, to: folder + "/scenario.md")
        var report = Report(
            json: [
                "folder": .string(folder), "lines": .integer(Int64(files.lineCount)),
                "repeatedMentions": .integer(Int64(files.repeatedMentions)),
                "addedAccounts": .array(files.addedAccounts.map { .string($0.text) }),
            ])
        report.line("\(folder) has \(files.lineCount) lines.")
        report.fact(
            "Repeated", files.repeatedMentions == 0 ? nil : "\(files.repeatedMentions) mentions left out")
        report.next("tocsind rehearse \(ShellWord.quoted(folder))")
        session.show(report)
        return .done
    }
}
