import ArgumentParser
import ControlInterface

struct TaskDone: Verb {
    static let configuration = CommandConfiguration(commandName: "done", abstract: "Tick a task.")

    @Argument(help: "The task's number.")
    var task: Int64

    @Option(name: .long, help: ArgumentHelp("What was done or found.", valueName: "text"))
    var note: String?

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(
            TaskInterface.Complete.self, .init(task: task, note: note, drill: drill.name))
        session.tell(
            "Task \(task) is done.", answer.json, drill: drill.name,
            next: [session.command("task list", drill: drill.name)])
        return .done
    }
}
