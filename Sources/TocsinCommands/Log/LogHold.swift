import ArgumentParser
import ControlInterface
import Varlink

struct LogHold: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Legal holds: what they cover cannot be erased.",
        subcommands: [LogHoldPlace.self, LogHoldLift.self, LogHoldList.self])
}

struct LogHoldPlace: Verb {
    static let configuration = CommandConfiguration(
        commandName: "place", abstract: "Hold one author, or everybody when none is named.")

    @Option(name: .long, help: "The author's number.")
    var author: Int64?

    @Option(name: .long, help: "With --handle: where they are known.")
    var source: String?

    @Option(name: .long, help: "The author's handle at that source.")
    var handle: String?

    @Option(name: .long, help: "Why, such as a case number.")
    var reason: String?

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard (source == nil) == (handle == nil), author == nil || handle == nil else {
            throw ValidationError("name the author with --author, or with --source and --handle, or nobody")
        }
    }

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(
            LogInterface.PlaceLegalHold.self,
            .init(author: author, source: source, handle: handle, reason: reason))
        session.tell(
            "Legal hold \(answer.reply.hold) is in force.", answer.json,
            next: [session.command("log hold lift \(answer.reply.hold)")])
        return .done
    }
}

struct LogHoldLift: Verb {
    static let configuration = CommandConfiguration(commandName: "lift", abstract: "End a legal hold.")

    @Argument(help: "The hold's number.")
    var hold: Int64

    @Option(name: .long, help: "Why.")
    var reason: String?

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(LogInterface.LiftLegalHold.self, .init(hold: hold, reason: reason))
        session.tell("Legal hold \(hold) is lifted.", answer.json)
        return .done
    }
}

struct LogHoldList: Verb {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The legal holds in force.")

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(LogInterface.ListLegalHolds.self, .init())
        var report = Report(json: answer.json)
        var table = Table([">Hold", "Covers", "Since", "Reason"], whenEmpty: "No legal hold is in force.")
        for hold in answer.reply.holds {
            table.row([
                "\(hold.hold)", hold.author.map { "author \($0)" } ?? "everybody", hold.placedAt,
                Words.or(hold.reason),
            ])
        }
        report.table(table)
        session.show(report)
        return .done
    }
}
