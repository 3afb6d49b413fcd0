import ArgumentParser
import CrisisModel

/// `stop`: the whole of the live realm, unless narrowed. Nothing is asked, nothing is needed.
struct StopCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "stop", _superCommandName: "tocsinctl",
        abstract: "Stop publishing, now.",
        discussion: """
            Without a scope everything stops, on every account. A stop stays in force over restarts until two \
            persons release it. Exit status 0 only when it is in force and on disk.
            """)

    @Option(
        name: .customLong("scope"),
        help: ArgumentHelp(
            "Narrow the stop: network:NAME, account:NAME, campaign:NAME or class:NAME; repeatable, a union.",
            valueName: "scope"))
    var scopes: [String] = []

    @Flag(name: .long, help: "Cut every transfer at once, also those that wait for their answer.")
    var cut = false

    @Flag(name: .long, help: "Let transfers under way finish.")
    var letFinish = false

    @Flag(name: .long, help: "Stop crisis statements as well.")
    var includeCrisisStatements = false

    @Option(name: .long, help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var reason: String?

    @Flag(name: .long, help: "Only show what would be held; nothing is stopped.")
    var dryRun = false

    /// What tocsin-stop.service says of itself, for the record.
    @Flag(name: .long, help: .hidden)
    var unit = false

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if cut, letFinish { throw ValidationError("--cut and --let-finish contradict each other") }
    }

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let request = try StopRequest(StopArguments(self))
        if dryRun { return try StopPreview(request: request, drill: drill.name).perform(in: session) }
        if let name = drill.name { return try DrillStop(request: request, drill: name).perform(in: session) }
        return try LiveStop(request: request).perform(in: session)
    }
}
