import ArgumentParser
import ControlInterface
import CrisisModel
import Rewind

struct LogWhatIf: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "what-if", abstract: "What would have happened otherwise.",
        subcommands: [LogWhatIfStop.self])
}

struct LogWhatIfStop: Verb {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "What a stop at a moment would have held of what was sent after it.",
        discussion: "A time means the last event at or before it. Nothing is stopped by this.")

    @Option(
        name: .long, help: ArgumentHelp("An event's number, or a time.", valueName: "moment"),
        transform: Moment.read)
    var at: Moment

    @Option(
        name: .customLong("scope"),
        help: ArgumentHelp(
            "Narrow the stop: network:NAME, account:NAME, campaign:NAME or class:NAME; repeatable, a union.",
            valueName: "scope"), transform: Values.scope)
    var scopes: [String] = []

    @Flag(name: .long, help: "Cut every transfer at once.")
    var cut = false

    @Flag(name: .long, help: "Let transfers under way finish.")
    var letFinish = false

    @Flag(name: .long, help: "Stop crisis statements as well.")
    var includeCrisisStatements = false

    @OptionGroup var offline: OfflineLog
    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if cut, letFinish { throw ValidationError("--cut and --let-finish contradict each other") }
    }

    private var category: StopCategory { cut ? .cut : letFinish ? .letFinish : .standard }

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        guard let source = try offline.open() else {
            var call = LogInterface.WhatIfStop.Parameters(
                scopes: scopes.isEmpty ? nil : scopes, category: category.rawValue,
                includeCrisisStatements: includeCrisisStatements, drill: drill.name)
            switch at {
            case .sequence(let sequence): call.sequence = Int64(clamping: sequence)
            case .time(let time): call.time = time.rfc3339
            }
            RewindReply.show(
                try RewindReply.ask(LogInterface.WhatIfStop.self, call, in: session), in: session)
            return .done
        }
        let question = WhatIf.Question(
            at: at, realm: RealmSelector(drill: drill.name), scopes: scopes.compactMap { StopScope($0) },
            category: category, includeCrisisStatements: includeCrisisStatements)
        let answer = try RewindReply.offline { () throws(RewindError) in
            try WhatIf.ask(question, of: source)
        }
        RewindReply.show(.init(answer: answer.json, lines: answer.lines), in: session)
        return .done
    }
}
