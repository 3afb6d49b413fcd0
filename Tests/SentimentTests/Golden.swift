import Sentiment
import Testing

/// Texts of our own writing with the scores that the shipped weights gave when they were trained.
struct Golden: Sendable, CustomTestStringConvertible {
    static let version = "2-a1610e3a"

    let text: String
    let label: SentimentLabel
    let valence: Int32
    let confidence: Int32
    let language: Language

    init(
        _ text: String, _ label: SentimentLabel, _ valence: Int32, _ confidence: Int32,
        _ language: Language = .english
    ) {
        self.text = text
        self.label = label
        self.valence = valence
        self.confidence = confidence
        self.language = language
    }

    var testDescription: String { text }

    static let all: [Golden] = [
        Golden("I love this", .positive, 994, 996),
        Golden("Thank you for the quick help, Maria at gate 12 was wonderful 😊", .positive, 948, 958),
        Golden("Best crew ever!!! #happy", .positive, 1000, 1000),
        Golden(
            "Stuck in the tunnel for six hours, no water, no heating, nobody tells us anything", .negative,
            -920, 925),
        Golden("Worst service I have ever had. Never again!", .negative, -979, 987),
        Golden("They lost my bag AGAIN 😡😡😡", .negative, -991, 993),
        Golden("I don't love this at all", .negative, -790, 881),
        Golden("not bad, not bad at all", .negative, -942, 956),
        Golden("The food was cold but the staff were absolutely lovely", .positive, 789, 864),
        Golden("Train 9053 arrives at 10:30 on platform 2", .neutral, -46, 876),
        Golden("Are you hiring in Brussels? http://example.org/jobs", .neutral, -81, 813),
        Golden("Press conference tomorrow at noon", .neutral, 46, 848),
        Golden("Great, another delay. Just great.", .positive, 965, 982),
        Golden(":-(", .negative, -996, 997),
        Golden("Der Zug ist schon wieder ausgefallen, so eine Frechheit", .negative, -151, 398, .german),
        Golden("Merci pour votre aide, équipe formidable !", .positive, 140, 455, .french),
        Golden("El próximo tren sale a las diez", .neutral, -66, 470, .spanish),
        Golden("Que atendimento horrível, nunca mais", .negative, -324, 547, .spanish),
        Golden("الخدمة ممتازة شكرا لكم", .neutral, -30, 344, .arabic),
        Golden("Servizio pessimo, sono molto delusa", .positive, 299, 568, .italian),
    ]
}
