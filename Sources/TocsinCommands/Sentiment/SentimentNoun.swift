import ArgumentParser

struct SentimentNoun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sentiment", abstract: "The scorer: try it, train it. Needs no daemon.",
        subcommands: [SentimentScore.self, SentimentTrain.self])
}
