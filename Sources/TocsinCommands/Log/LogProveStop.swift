import ArgumentParser
import ControlInterface
import Rewind
import Varlink

struct LogProveStop: Verb {
    static let configuration = CommandConfiguration(
        commandName: "prove-stop",
        abstract: "Prove from the log alone that a stop was kept, or name the first send that it holds.",
        discussion: "It is about Tocsin's own sends. Exit status 21 where the stop was not kept.")

    @Argument(help: ArgumentHelp("The stop's number.", valueName: "stop"), transform: Values.positive)
    var stop: Int64

    @OptionGroup var offline: OfflineLog
    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let reply: LogInterface.RewindAnswer
        if let source = try offline.open() {
            let proof = try RewindReply.offline { () throws(RewindError) in
                try StopProof.prove(stop: stop, in: RealmSelector(drill: drill.name), of: source)
            }
            reply = .init(answer: proof.json, lines: proof.lines)
        } else {
            reply = try RewindReply.ask(
                LogInterface.ProveStop.self, .init(stop: stop, drill: drill.name), in: session)
        }
        let isKept = reply.answer["kept"]?.boolValue == true
        RewindReply.show(reply, isKept ? .good : .bad, in: session)
        return isKept ? .done : .notSound
    }
}
