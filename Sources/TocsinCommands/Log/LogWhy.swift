import ArgumentParser
import ControlInterface
import Rewind

struct LogWhy: Verb {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Why an event happened: the chain of its causes, without a gap.")

    @Argument(help: ArgumentHelp("The event's number.", valueName: "number"), transform: Values.positive)
    var sequence: Int64

    @OptionGroup var offline: OfflineLog
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        guard let source = try offline.open() else {
            let reply = try RewindReply.ask(LogInterface.Why.self, .init(sequence: sequence), in: session)
            RewindReply.show(reply, in: session)
            return .done
        }
        let why = try RewindReply.offline { () throws(RewindError) in
            try Why.find(UInt64(sequence), in: source)
        }
        RewindReply.show(.init(answer: why.json, lines: why.lines), in: session)
        return .done
    }
}
