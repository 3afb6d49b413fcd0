import ArgumentParser
import ControlInterface
import Glibc
import Varlink

/// `diagnose`: one bundle for a bug report. What people wrote, who they are and every secret stay out of it.
struct DiagnoseCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "diagnose", abstract: "Write one bundle for a bug report, without secrets and texts.")

    /// Enough to see what led to a fault, few enough to read.
    static let eventsMax: Int64 = 200

    @Option(
        name: .long, help: ArgumentHelp("Write to this new file, not to standard output.", valueName: "file"))
    var out: String?

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        var bundle: JSONObject = ["tocsinctl": .string(TocsinControl.version)]
        bundle["system"] = system()
        bundle["places"] = places(session)
        bundle["service"] = raw("org.varlink.service.GetInfo", session)
        bundle["status"] = part(ServiceInterface.Status.self, .init(), session)
        bundle["readiness"] = part(ServiceInterface.Readiness.self, .init(), session)
        bundle["metrics"] = part(ServiceInterface.GetMetrics.self, .init(), session)
        bundle["logState"] = part(LogInterface.State.self, .init(), session)
        bundle["stops"] = part(StopInterface.List.self, .init(), session)
        bundle["rules"] = part(RuleInterface.List.self, .init(), session)
        bundle["alerts"] = part(AlertInterface.List.self, .init(all: true), session)
        bundle["drills"] = part(DrillInterface.List.self, .init(), session)
        bundle["lastEvents"] = lastEvents(session)
        let text = JSONValue.object(bundle).prettyPrinted() + "\n"
        guard let out else {
            session.console.write(text)
            return .done
        }
        try NewFile.write(text, to: out)
        session.note("Written to \(out). Read it before you send it.")
        return .done
    }

    private func part<Method: ControlMethod>(
        _ method: Method.Type, _ parameters: Method.Parameters, _ session: Session
    ) -> JSONValue {
        do throws(CommandError) {
            return Redaction.applied(to: try session.ask(method, parameters).json)
        } catch {
            return ["error": .string(error.code), "message": .string(error.message)]
        }
    }

    private func raw(_ method: String, _ session: Session) -> JSONValue {
        do throws(CommandError) {
            return try session.askPlain(method)
        } catch {
            return ["error": .string(error.code), "message": .string(error.message)]
        }
    }

    private func lastEvents(_ session: Session) -> JSONValue {
        var events: [JSONValue] = []
        do throws(CommandError) {
            let last = try session.ask(LogInterface.State.self, .init()).reply.sequence
            let first = max(1, last - Self.eventsMax + 1)
            try session.askMore(LogInterface.Tail.self, .init(from: first, to: last)) {
                answer, _ throws(CommandError) in
                events.append(Redaction.applied(to: answer.reply.event))
                return Int64(events.count) >= Self.eventsMax ? .stop : .next
            }
        } catch {
            events.append(["error": .string(error.code), "message": .string(error.message)])
        }
        return .array(events)
    }

    private func system() -> JSONValue {
        var name = utsname()
        guard uname(&name) == 0 else { return nil }
        func text<Field>(_ field: Field) -> JSONValue {
            withUnsafeBytes(of: field) { bytes in
                .string(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
            }
        }
        return ["system": text(name.sysname), "release": text(name.release), "machine": text(name.machine)]
    }

    private func places(_ session: Session) -> JSONValue {
        var places: JSONObject = ["directory": .string(session.place.directory)]
        for path in [session.place.controlSocket, session.place.stopSocket] {
            var status = stat()
            guard lstat(path, &status) == 0 else {
                places[path] = .string("missing: \(SystemText.error(errno))")
                continue
            }
            places[path] = .string(
                "mode \(String(status.st_mode & 0o7777, radix: 8)), uid \(status.st_uid), gid \(status.st_gid)"
            )
        }
        return .object(places)
    }
}
