import ArgumentParser
import ControlInterface
import EventLog
import Glibc
import Varlink

struct LogVerify: Verb {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read the whole log again: order, gaps, checksums, causation, the fold.")

    @Option(
        help:
            "A log's folder, or a copy of one, that no daemon has open. Without it the running daemon's log.")
    var directory: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A text with checkpoints kept elsewhere, to compare the log with; - is standard input.",
            valueName: "file"))
    var checkpoint: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The public key that the checkpoints are signed with, or a file that holds it.", valueName: "key")
    )
    var key: String?

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard checkpoint.isEmpty || directory != nil else {
            throw ValidationError("--checkpoint needs --directory: compare a copy of the log")
        }
        guard key == nil || !checkpoint.isEmpty else { throw ValidationError("--key needs --checkpoint") }
    }

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        if let directory {
            try requireLog(directory)
            let witnesses = try OfflineWitnesses.gather(checkpoint, key: key, directory: directory)
            let (reply, reach) = OfflineVerification.run(directory, witnesses.set, session)
            let json = OfflineWitnesses.json(OfflineVerification.json(reply), witnesses, reach)
            var report = VerificationWords.report(reply, json: json)
            OfflineWitnesses.add(witnesses, reach, to: &report)
            if reply.sound != true {
                report.next("keep this folder as it is, and take the last good copy beside it")
            }
            session.show(report)
            // Whoever gave a witness and had it compared with nothing has proved nothing by it.
            if reply.sound == true, let reach, witnesses.isGiven, reach.matched == 0 { return .badInput }
            return VerificationWords.status(reply)
        }
        let answer = try overTheSocket(session)
        var report = VerificationWords.report(answer.reply, json: answer.json)
        if answer.reply.sound != true { report.next(session.command("status"), session.command("diagnose")) }
        session.show(report)
        return VerificationWords.status(answer.reply)
    }

    private func requireLog(_ directory: String) throws(CommandError) {
        guard access(directory + "/data.mdb", F_OK) != 0 else { return }
        let isState = access(directory + "/log/data.mdb", F_OK) == 0
        throw CommandError(
            .noInput, "there is no log", place: directory,
            next: isState
                ? ["tocsinctl log verify --directory " + ShellWord.quoted(directory + "/log")]
                : ["name the folder that data.mdb is in"])
    }

    private func overTheSocket(_ session: Session) throws(CommandError) -> Answer<LogInterface.Verify> {
        var last: Answer<LogInterface.Verify>?
        var bar: ProgressBar?
        defer { bar?.finish() }
        try session.askMore(LogInterface.Verify.self, .init(), timeout: .after(Session.listTimeout)) {
            answer, _ throws(CommandError) in
            last = answer
            var shown = bar ?? ProgressBar(session.console, total: answer.reply.eventsTotal, unit: "events")
            shown.show(done: answer.reply.eventsRead, count: answer.reply.eventsRead)
            bar = shown
            return .next
        }
        guard let last, last.reply.finished else {
            throw CommandError(
                .unexpectedAnswer, "the verification ended before it was finished",
                place: LogInterface.Verify.name,
                next: [session.command("log verify")])
        }
        return last
    }
}
