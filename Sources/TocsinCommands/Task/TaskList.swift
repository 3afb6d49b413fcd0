import ArgumentParser
import ControlInterface

struct TaskList: Verb {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Open tasks.")

    @Flag(name: .long, help: "Those that are done as well.")
    var all = false

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(TaskInterface.List.self, .init(all: all ? true : nil, drill: drill.name))
        var report = Report(json: answer.json)
        var table = Table([">Task", "State", "Owner", "Title", "Link"], whenEmpty: "No task is open.")
        for task in answer.reply.tasks {
            let state = task.done ? "done" + (task.doneBy.map { " by \($0)" } ?? "") : "open"
            table.row(
                ["\(task.task)", state, Words.or(task.owner, "nobody"), task.title, Words.or(task.link)],
                task.done ? .quiet : .plain)
        }
        report.table(table)
        if let first = answer.reply.tasks.first(where: { !$0.done }) {
            report.next(session.command("task done \(first.task)", drill: drill.name))
        }
        session.show(report, drill: drill.name)
        return .done
    }
}
