import Sentiment
import Testing

/// Texts of our own writing with the scores that the shipped weights gave when they were trained.
struct Golden: Sendable, CustomTestStringConvertible {
    static let version = "2-e57c4388"

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
        Golden("I love this", .positive, 995, 997),
        Golden("Thank you for the quick help, Maria at gate 12 was wonderful 😊", .positive, 944, 954),
        Golden("Best crew ever!!! #happy", .positive, 1000, 1000),
        Golden(
            "Stuck in the tunnel for six hours, no water, no heating, nobody tells us anything", .negative,
            -927, 933),
        Golden("Worst service I have ever had. Never again!", .negative, -979, 987),
        Golden("They lost my bag AGAIN 😡😡😡", .negative, -971, 974),
        Golden("I don't love this at all", .negative, -787, 880),
        Golden("not bad, not bad at all", .negative, -938, 954),
        Golden("The food was cold but the staff were absolutely lovely", .positive, 750, 841),
        Golden("Train 9053 arrives at 10:30 on platform 2", .neutral, -47, 897),
        Golden("Are you hiring in Brussels? http://example.org/jobs", .neutral, -63, 851),
        Golden("Press conference tomorrow at noon", .neutral, 36, 856),
        Golden("Great, another delay. Just great.", .positive, 966, 982),
        Golden(":-(", .negative, -993, 994),
        Golden("Der Zug ist schon wieder ausgefallen, so eine Frechheit", .negative, -164, 404, .german),
        Golden("Merci pour votre aide, équipe formidable !", .positive, 149, 459, .french),
        Golden("El próximo tren sale a las diez", .neutral, -84, 470, .spanish),
        Golden("Que atendimento horrível, nunca mais", .negative, -338, 552, .spanish),
        Golden("الخدمة ممتازة شكرا لكم", .negative, -40, 347, .arabic),
        Golden("Servizio pessimo, sono molto delusa", .positive, 282, 558, .italian),
    ]
}
