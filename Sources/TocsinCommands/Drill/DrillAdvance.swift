import ArgumentParser
import ControlInterface

struct DrillAdvance: Verb {
    static let configuration = CommandConfiguration(
        commandName: "advance", abstract: "Move a drill's clock, doing everything that falls due on the way.")

    @Argument(help: "The time to move to, with a zone.", transform: Values.time)
    var time: String

    @OptionGroup var drill: RequiredDrill
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(
            DrillInterface.Advance.self, .init(drill: drill.name, to: time), timeout: Session.listTimeout)
        session.tell(
            "The drill's clock stands at \(answer.reply.clock).", answer.json, drill: drill.name,
            next: [session.command("status", drill: drill.name)])
        return .done
    }
}
