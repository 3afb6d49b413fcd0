import ArgumentParser

struct AccountNoun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "The accounts that posts go out on.",
        subcommands: [AccountRegister.self, AccountList.self, AccountRetire.self])
}
