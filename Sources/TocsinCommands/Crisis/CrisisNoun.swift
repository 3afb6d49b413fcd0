import ArgumentParser

struct CrisisNoun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crisis", abstract: "Suspected by a rule, declared, dismissed and closed by a person.",
        subcommands: [
            CrisisDeclare.self, CrisisDismiss.self, CrisisClose.self, CrisisList.self, CrisisShow.self,
        ])
}
