import ArgumentParser
import ControlInterface

struct DrillStart: Verb {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Open a drill. Its clock stands still until it is advanced.")

    @Argument(help: "The drill's name.")
    var name: String

    @Option(
        name: .long,
        help: ArgumentHelp("Where its clock starts, such as 2009-12-18T16:00:00Z.", valueName: "time"),
        transform: Values.time)
    var clockStart: String

    @Option(name: .long, help: ArgumentHelp("The scenario's name, for the record.", valueName: "name"))
    var scenario: String?

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(
            DrillInterface.Start.self, .init(name: name, scenario: scenario, clockStart: clockStart))
        session.tell(
            "The drill is open as realm \(answer.reply.drill); its clock stands at \(clockStart).",
            answer.json,
            drill: name,
            next: [session.command("drill inject FILE", drill: name), session.command("status", drill: name)])
        return .done
    }
}
