import ArgumentParser
import ControlInterface
import Varlink

struct LogCheckpoint: Verb {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Sign the log as it is now, or show the newest checkpoint and the public key.",
        discussion: """
            Keep the line somewhere else: in a mail, in another machine's file, on paper. With it, log verify \
            --checkpoint finds out any change to the events before it, whoever made it.
            """)

    @Flag(name: .long, help: "Show the newest one; sign nothing.")
    var latest = false

    @Flag(name: .long, help: "Only the line, for a mail or another file.")
    var line = false

    @Flag(name: .long, help: "Only the public key.")
    var publicKey = false

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        if !latest, !publicKey {
            let signed = try session.ask(
                LogInterface.SignCheckpoint.self, .init(), timeout: Session.listTimeout)
            if line {
                session.console.write(signed.reply.line + "\n")
                return .done
            }
            var report = Report(json: signed.json)
            report.lines(signed.reply.note)
            report.fact("Covers", "events to \(signed.reply.lastSequence), \(signed.reply.treeSize) blocks")
            report.fact("Tree root", signed.reply.root)
            report.fact("State", signed.reply.stateHash)
            report.fact("Line", signed.reply.line)
            session.show(report)
            return .done
        }
        let answer = try session.ask(LogInterface.GetCheckpoint.self, .init())
        let reply = answer.reply
        if let problem = reply.problem, publicKey || reply.line == nil {
            throw CommandError(.refused, problem, code: "not-signed", next: [session.command("readiness")])
        }
        if publicKey {
            session.console.write((reply.publicKey ?? "") + "\n")
            return .done
        }
        guard let text = reply.line, let note = reply.note else {
            throw CommandError(
                .refused, "no checkpoint was signed yet", code: "no-checkpoint",
                next: [session.command("log checkpoint")])
        }
        if line {
            session.console.write(text + "\n")
            return .done
        }
        var report = Report(json: answer.json)
        report.lines(note)
        report.fact(
            "Covers", reply.lastSequence.map { "events to \($0), \(reply.treeSize ?? 0) blocks" })
        report.fact("Public key", reply.publicKey)
        report.fact("Line", text)
        session.show(report)
        return .done
    }
}
