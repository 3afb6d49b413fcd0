import ArgumentParser
import ControlInterface
import Varlink

/// `status`, and `tocsinctl` alone: do posts go out, why not, and what to do next.
struct StatusCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Whether posts go out, why not, and what to do next.")

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer: Answer<ServiceInterface.Status>
        do throws(CommandError) {
            answer = try session.ask(ServiceInterface.Status.self, .init(drill: drill.name))
        } catch {
            guard error.status == .unreachable else { throw error }
            throw withoutDaemon(error, session)
        }
        session.show(StatusWords.report(answer, session: session, drill: drill.name), drill: drill.name)
        return .done
    }

    /// Without a daemon nothing goes out by it; that is no emergency stop, and must not read like one.
    private func withoutDaemon(_ error: CommandError, _ session: Session) -> CommandError {
        var failure = error
        let waiting = Sentinel.all(for: session.place).filter { RuntimePlace.exists($0.path) }
        failure.message =
            waiting.isEmpty
            ? "POSTS DO NOT GO OUT: tocsind does not run. That is not an emergency stop."
            : "POSTS DO NOT GO OUT: tocsind does not run. A stop waits for its start (\(waiting[0].path))."
        failure.next = ["systemctl status tocsind", session.command("stop")]
        return failure
    }
}
