import ArgumentParser

struct DrillNoun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill", abstract: "Exercises: a realm of their own, without a way to any network.",
        subcommands: [
            DrillMake.self, DrillStart.self, DrillInject.self, DrillAdvance.self, DrillEnd.self,
            DrillList.self,
        ])
}
