import Glibc
import Sentiment
import SentimentTraining
import Testing

@Suite("The shipped weights")
struct ShippedWeightsTests {
    /// The published corpora lie beside the repository where they lie at all; their texts may not be shipped.
    static let corpus: String? = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        let file = "/" + parts.joined(separator: "/") + "/../shared/data/airline/airline-dev70.jsonl.gz"
        return access(file, R_OK) == 0 ? file : nil
    }()

    /// All other corpora have been trained on.
    @Test(
        "Macro recall on tweets never trained on is at least 68",
        .enabled(if: corpus != nil, "skipped: ../shared/data/airline is not here"))
    func recall() throws {
        let file = try #require(Self.corpus)
        let evaluation = try Evaluation(name: "airline", file: file, scorer: .shipped)
        #expect(evaluation.count == 10_139)
        #expect(evaluation.macroRecall >= 68, "\(evaluation.line)")
    }
}
