import ArgumentParser
import Glibc

/// The door of `tocsinctl`: arguments in, exit status out.
///
/// It must never leave a person in doubt whether a stop happened: every way in which `stop` can fail says so in its
/// first words.
package enum CommandLineTool {
    /// - Parameter arguments: without the program's name.
    package static func run(_ arguments: [String]) -> Int32 {
        guard let status = Shelter.run(arguments) else { return run(arguments, in: .system()).rawValue }
        guard status < 0 else { return status }
        let session = Session.system()
        // A person's own interruption is no finding.
        guard ![SIGINT, SIGTERM, SIGKILL, SIGPIPE, SIGHUP].contains(-status) else { return 128 - status }
        session.adopt(json: arguments.contains("--json"), runtimeDirectory: nil)
        let error = Shelter.death(-status)
        session.console.writeError(session.errorRenderer().render(error))
        return error.status.rawValue
    }

    static func run(_ arguments: [String], in session: Session) -> CommandStatus {
        do throws(CommandError) {
            let status = try perform(arguments, in: session)
            return status == .done && session.console.outputFailed ? .outputFailed : status
        } catch {
            session.console.writeError(session.errorRenderer().render(error))
            return error.status
        }
    }

    private static func perform(_ arguments: [String], in session: Session) throws(CommandError)
        -> CommandStatus
    {
        if arguments.first == "stop", let typed = StopArguments.plain(arguments.dropFirst()) {
            session.adopt(json: typed.json, runtimeDirectory: typed.runtimeDirectory)
            return try LiveStop(request: StopRequest(typed)).perform(in: session)
        }
        try refuseUnknownNoun(arguments)
        let command: any ParsableCommand
        do {
            command = try parsed(arguments)
        } catch {
            return try explain(error, arguments, in: session)
        }
        if let verb = command as? any Verb {
            session.adopt(verb.shared)
            return try verb.perform(in: session)
        }
        // A noun without a verb: its help.
        do {
            var noun = command
            try noun.run()
            return .done
        } catch {
            return try explain(error, arguments, in: session)
        }
    }

    /// `stop` is parsed alone, so that the rest of the command tree is not even built before it.
    private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
        if arguments.first == "stop" {
            return try StopCommand.parse(Array(arguments.dropFirst()))
        }
        return try TocsinControl.parseAsRoot(arguments)
    }

    /// Help, version and completion scripts are answers; everything else is a mistake in the command line.
    private static func explain(
        _ error: any Error, _ arguments: [String], in session: Session
    ) throws(CommandError) -> CommandStatus {
        let isStop = arguments.first == "stop"
        let text = isStop ? StopCommand.fullMessage(for: error) : TocsinControl.fullMessage(for: error)
        let code = isStop ? StopCommand.exitCode(for: error) : TocsinControl.exitCode(for: error)
        if code == .success {
            session.console.write(text + "\n")
            return .done
        }
        if isStop {
            throw CommandError(
                .usage, "NOT STOPPED, nothing was sent: \(StopCommand.message(for: error))",
                next: ["tocsinctl stop"])
        }
        session.console.writeError(text + "\n")
        return .usage
    }

    private static func refuseUnknownNoun(_ arguments: [String]) throws(CommandError) {
        guard let first = arguments.first, !first.hasPrefix("-") else { return }
        let known = TocsinControl.names
        guard !known.contains(first) else { return }
        let near = NearNames.of(first, among: known)
        let mayBeStop = near.contains("stop")
        throw CommandError(
            .usage,
            mayBeStop ? "NOT STOPPED: there is no command \(first)" : "there is no command \(first)",
            next: near.isEmpty ? ["tocsinctl --help"] : near.map { "tocsinctl \($0)" })
    }
}
