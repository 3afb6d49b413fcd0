import ArgumentParser
import ControlInterface

/// `release`: the second person's word, or the solo profile's slow way. A passphrase is never an argument and never
/// taken from the environment: both are seen by others.
struct ReleaseCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Propose or complete the release of a stop.",
        discussion: """
            Two persons with passphrases of their own release a stop; in the solo profile one person does, who \
            types the number of held posts and calls again after the delay. A release sends nothing: each held \
            post is reviewed by a person.
            """)

    /// scrypt runs one at a time, and wrong passphrases are answered ever more slowly.
    static let timeout: Duration = .seconds(120)

    @Argument(help: "The stop's number; not needed with --rehearse.")
    var stop: Int64?

    @Flag(name: .long, help: "Only try the passphrase; nothing is released.")
    var rehearse = false

    @Flag(name: .long, help: "Only let crisis statements pass again; any releaser alone may.")
    var lower = false

    @Option(
        name: .long,
        help: ArgumentHelp("Solo: the number of held posts, typed by the person.", valueName: "number"))
    var heldCount: Int64?

    @Option(
        name: .long,
        help: ArgumentHelp("Read the passphrase from this descriptor.", valueName: "number"),
        transform: Values.descriptor)
    var passphraseFd: Int32?

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if stop == nil, !rehearse {
            throw ValidationError("name the stop's number; tocsinctl status lists the stops in force")
        }
        if rehearse, lower { throw ValidationError("--rehearse and --lower contradict each other") }
    }

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        if rehearse { return try tryPassphrase(session) }
        guard let stop else { throw CommandError(.usage, "name the stop's number") }
        if lower { return try lower(stop, session) }
        let passphrase = try session.console.readSecret("Passphrase: ", descriptor: passphraseFd)
        let answer = try release(stop, passphrase, session)
        session.show(report(stop, answer, session), drill: drill.name)
        return answer.reply.outcome == "released" ? .done : .releasePending
    }

    private func tryPassphrase(_ session: Session) throws(CommandError) -> CommandStatus {
        let passphrase = try session.console.readSecret("Passphrase: ", descriptor: passphraseFd)
        let answer: Answer<StopInterface.RehearseRelease>
        do throws(CommandError) {
            answer = try session.ask(
                StopInterface.RehearseRelease.self, .init(passphrase: passphrase), timeout: Self.timeout)
        } catch {
            guard error.code == "passphrase-refused" else { throw error }
            throw CommandError(
                .passphraseNotAccepted, "REHEARSAL: you could not release tonight. \(error.message)",
                code: error.code, next: [session.command("passphrase")])
        }
        guard answer.reply.accepted else {
            throw CommandError(
                .passphraseNotAccepted,
                "REHEARSAL: you could not release tonight. The passphrase is not accepted.",
                next: [session.command("passphrase")])
        }
        session.tell("REHEARSAL: the passphrase is accepted. Nothing was released.", answer.json)
        return .done
    }

    private func lower(_ stop: Int64, _ session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(StopInterface.Lower.self, .init(epoch: stop, drill: drill.name))
        var report = Report(json: answer.json)
        report.line("Stop \(stop) is in force; approved crisis statements pass it again.", .strong)
        report.next(session.command("receipt \(stop)", drill: drill.name))
        session.show(report, drill: drill.name)
        return .done
    }

    /// The daemon knows the profile: it asks for the count by refusing a call without it.
    private func release(
        _ stop: Int64, _ passphrase: String, _ session: Session
    ) throws(CommandError) -> Answer<StopInterface.Release> {
        var parameters = StopInterface.Release.Parameters(
            epoch: stop, passphrase: passphrase, heldCount: heldCount, drill: drill.name)
        do throws(CommandError) {
            return try session.ask(StopInterface.Release.self, parameters, timeout: Self.timeout)
        } catch {
            guard error.code == "held-count-wrong", heldCount == nil else { throw error }
            session.note("SOLO: nobody else looks at this. Count the held posts, then type their number.")
            session.note("  " + session.command("post list --held", drill: drill.name))
            guard let typed = try session.console.readAnswer("Held posts: ") else {
                throw CommandError(
                    .refused, error.message, code: error.code, place: error.place,
                    next: [session.command("release \(stop) --held-count NUMBER", drill: drill.name)])
            }
            guard let count = Int64(typed) else {
                throw CommandError(.usage, "\(typed) is not a number; nothing was released")
            }
            parameters.heldCount = count
            return try session.ask(StopInterface.Release.self, parameters, timeout: Self.timeout)
        }
    }

    private func report(
        _ stop: Int64, _ answer: Answer<StopInterface.Release>, _ session: Session
    ) -> Report {
        let reply = answer.reply
        let drill = drill.name
        var report = Report(json: answer.json)
        switch reply.outcome {
        case "released":
            report.line("RELEASED: stop \(stop), by \(Words.list(reply.persons)).", .good)
            report.line("Nothing was sent by this. \(Words.count(reply.heldPosts, "post")) held.")
            if reply.heldPosts > 0 {
                report.next(session.command("post list --held", drill: drill))
                report.next(session.command("post list --held --csv", drill: drill) + " > held.csv")
            }
        case "waiting":
            report.line("NOT RELEASED YET. SOLO: the same call again completes it, after a delay.", .warning)
            report.line("The delay is there because nobody else looks at this: use it to look again.")
            report.fact("Not before", reply.effectiveAt)
            report.fact("And before", reply.expiresAt)
            report.next(session.command("release \(stop)", drill: drill))
        default:
            let missing = max(0, reply.personsNeeded - Int64(reply.persons.count))
            report.line(
                "NOT RELEASED YET: \(Words.count(missing, "more person")) must release it too.", .warning)
            report.fact("So far", Words.list(reply.persons))
            report.fact("Before", reply.expiresAt)
            report.line("They type, logged in as themselves:")
            report.next(session.command("release \(stop)", drill: drill))
        }
        report.next(session.command("status", drill: drill))
        return report
    }
}
