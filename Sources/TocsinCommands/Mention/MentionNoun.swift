import ArgumentParser

struct MentionNoun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mention", abstract: "What people say of us.",
        subcommands: [MentionImport.self, MentionList.self, MentionShow.self, MentionDelete.self])
}
