import ArgumentParser

/// A command that does something: it is given a session, and answers with an exit status.
protocol Verb: ParsableCommand {
    var shared: SharedOptions { get }

    func perform(in session: Session) throws(CommandError) -> CommandStatus
}
