import ArgumentParser

/// On every command that can be meant for a drill. Nothing but this option ever means one.
struct DrillOption: ParsableArguments {
    @Option(
        name: .customLong("drill"),
        help: ArgumentHelp("The drill that is meant, not the live realm.", valueName: "name"))
    var name: String?
}
