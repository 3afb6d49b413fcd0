import Sentiment
import Testing

/// Texts of our own writing with the scores that the shipped weights gave when they were trained.
struct Golden: Sendable, CustomTestStringConvertible {
    static let version = "1-c83c9c79"

    let text: String
    let label: SentimentLabel
    let valence: Int32
    let confidence: Int32

    init(_ text: String, _ label: SentimentLabel, _ valence: Int32, _ confidence: Int32) {
        self.text = text
        self.label = label
        self.valence = valence
        self.confidence = confidence
    }

    var testDescription: String { text }

    static let all: [Golden] = [
        Golden("I love this", .positive, 998, 999),
        Golden("Thank you for the quick help, Maria at gate 12 was wonderful 😊", .positive, 965, 970),
        Golden("Best crew ever!!! #happy", .positive, 1000, 1000),
        Golden(
            "Stuck in the tunnel for six hours, no water, no heating, nobody tells us anything", .negative,
            -959, 962),
        Golden("Worst service I have ever had. Never again!", .negative, -978, 987),
        Golden("They lost my bag AGAIN 😡😡😡", .negative, -799, 839),
        Golden("I don't love this at all", .negative, -903, 947),
        Golden("not bad, not bad at all", .negative, -973, 984),
        Golden("The food was cold but the staff were absolutely lovely", .positive, 778, 862),
        Golden("Train 9053 arrives at 10:30 on platform 2", .neutral, -51, 927),
        Golden("Are you hiring in Brussels? http://example.org/jobs", .neutral, -59, 821),
        Golden("Press conference tomorrow at noon", .neutral, 36, 872),
        Golden("Great, another delay. Just great.", .positive, 992, 996),
        Golden(":-(", .negative, -993, 995),
    ]
}
