import ArgumentParser

/// For commands that make no sense outside a drill.
struct RequiredDrill: ParsableArguments {
    @Option(name: .customLong("drill"), help: ArgumentHelp("The drill's name.", valueName: "name"))
    var name: String
}
