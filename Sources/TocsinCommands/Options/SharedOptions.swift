import ArgumentParser

/// On every command.
struct SharedOptions: ParsableArguments {
    @Flag(name: .long, help: "Print the reply as JSON, one document a line.")
    var json = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Where the instance's sockets are (default: /run/tocsin, else $XDG_RUNTIME_DIR/tocsin).",
            valueName: "dir"))
    var runtimeDirectory: String?
}
