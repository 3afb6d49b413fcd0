import ControlInterface
import CrisisModel
import Varlink

/// The press on the live realm: the stop socket first, everything else after it.
struct LiveStop {
    var request: StopRequest

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let parameters = try parameters(session)
        var files: StopFiles?
        let outcome = StopSocket.press(session.place.stopSocket, parameters, session.stopPatience) { error in
            let tried = StopFiles.write(for: session.place, reason: request.reason ?? "tocsinctl stop")
            files = tried
            if !tried.written.isEmpty { session.show(notConfirmed(tried, error, session)) }
        }
        switch outcome {
        case .answered(let reply, let json):
            session.show(StopWords.answer(reply, json: json, session: session, drill: nil))
            if let files, !files.written.isEmpty {
                session.note("The answer came late: the stop files are a second stop, of everything.")
            }
            ReceiptWait(epoch: reply.epoch, drill: nil).show(in: session)
            return StopWords.status(reply.durability)
        case .nothingMatches(let parameters):
            if let files, !files.written.isEmpty { return .stopNotConfirmed }
            throw StopWords.matchesNothing(parameters, request: request, session: session, drill: nil)
        case .silent(let error):
            guard let files, !files.written.isEmpty else {
                throw notStopped(files?.failed ?? [], error, session)
            }
            return .stopNotConfirmed
        }
    }

    /// The origin is known to the stop socket alone, which is why the interface has no field for it.
    private func parameters(_ session: Session) throws(CommandError) -> JSONValue {
        let encoded = try session.encode(request.parameters, method: StopInterface.Engage.name)
        guard request.isUnit, case .object(var fields) = encoded else { return encoded }
        _ = fields.append("origin", "unit")
        return .object(fields)
    }

    private func notStopped(_ failed: [String], _ error: VarlinkClientError, _ session: Session)
        -> CommandError
    {
        CommandError(
            .stopFailed, "NOT STOPPED: the stop socket does not answer, and no stop file could be written",
            place: ([error.description] + failed).joined(separator: "; "),
            next: [
                "sudo " + session.command("stop"), "sudo systemctl start tocsin-stop",
                "sudo systemctl kill --signal=SIGUSR1 tocsind",
            ])
    }

    private func notConfirmed(_ files: StopFiles, _ error: VarlinkClientError, _ session: Session) -> Report {
        var report = Report(json: [
            "confirmed": false, "written": .array(files.written.map { .string($0) }),
            "notWritten": .array(files.failed.map { .string($0) }), "reason": .string(error.description),
        ])
        report.line("NOT CONFIRMED: in force at the daemon's next start", .bad)
        report.line(
            "The stop socket did not answer (\(error.description)). A running daemon sees the file too.")
        for path in files.written { report.line("Stop file written: \(path)") }
        for path in files.failed { report.line("Not written: \(path)", .warning) }
        if !request.scopes.isEmpty {
            report.line("A stop file stops everything, not only \(Words.list(request.scopes)).", .warning)
        }
        report.line("Other tools and the networks' own schedules are not stopped by this.", .warning)
        report.next("systemctl status tocsind", "sudo systemctl start tocsind", session.command("status"))
        return report
    }
}
