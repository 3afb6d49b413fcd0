import ArgumentParser
import ControlInterface
import Varlink

struct LogDiff: Verb {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "What changed in the state between two events.")

    @Argument(help: ArgumentHelp("The earlier event; 0 is before the first.", valueName: "event"))
    var from: Int64

    @Argument(help: ArgumentHelp("The later event.", valueName: "event"))
    var to: Int64

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        var changes: [LogInterface.Change] = []
        try session.askMore(
            LogInterface.Difference.self, .init(from: from, to: to), timeout: .after(Session.listTimeout)
        ) { answer, _ throws(CommandError) in
            changes += answer.reply.changes
            return .next
        }
        var report = Report(
            json: [
                "from": .integer(from), "to": .integer(to),
                "changes": .array(
                    changes.map { change in
                        var object = JSONObject()
                        object["path"] = .string(change.path)
                        if let before = change.before { object["before"] = Self.value(before) }
                        if let after = change.after { object["after"] = Self.value(after) }
                        return .object(object)
                    }),
            ])
        var table = Table(["Where", "Before", "After"], whenEmpty: "Nothing changed.")
        for change in changes {
            table.row([change.path, Self.short(change.before), Self.short(change.after)])
        }
        report.table(table)
        session.show(report)
        return .done
    }

    private static func value(_ text: String) -> JSONValue {
        do throws(JSONError) { return try JSONValue(parsing: text) } catch { return .string(text) }
    }

    private static func short(_ text: String?) -> String {
        guard let text else { return "-" }
        return text.count > 60 ? text.prefix(57) + "..." : text
    }
}
