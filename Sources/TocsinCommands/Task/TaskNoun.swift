import ArgumentParser

struct TaskNoun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "task", abstract: "What people must do outside Tocsin.",
        subcommands: [TaskList.self, TaskDone.self])
}
