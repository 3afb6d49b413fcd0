import ArgumentParser
import ControlInterface

struct AccountList: Verb {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All accounts.")

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(
            AccountInterface.List.self, .init(drill: drill.name), timeout: Session.listTimeout)
        var report = Report(json: answer.json)
        var table = Table(
            ["Account", "Network", "Handle", "Unit", ">Scheduled", ">Held", "Credential held by"],
            whenEmpty: "No account is registered.")
        for account in answer.reply.accounts {
            table.row(
                [
                    account.account + (account.retired ? " (retired)" : ""), account.network, account.handle,
                    Words.or(account.unit), "\(account.scheduledPosts)", "\(account.heldPosts)",
                    Words.or(account.credentialHolder, account.retired ? "-" : "not known"),
                ], account.retired ? .quiet : .plain)
        }
        report.table(table)
        if answer.reply.accounts.isEmpty {
            report.next(
                session.command("account register NAME --handle HANDLE --endpoint URL", drill: drill.name))
        }
        session.show(report, drill: drill.name)
        return .done
    }
}
