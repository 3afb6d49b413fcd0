import Glibc
import Sentiment
import SentimentTraining
import Testing

@Suite("The shipped weights")
struct ShippedWeightsTests {
    /// The published corpora lie beside the repository where they lie at all; their texts may not be shipped.
    static let corpus: String? = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        let file = "/" + parts.joined(separator: "/") + "/../shared/data/tweeteval-sentiment/train.jsonl.gz"
        return access(file, R_OK) == 0 ? file : nil
    }()

    @Test(
        "Macro recall on later tweets is at least 60",
        .enabled(if: corpus != nil, "skipped: ../shared/data/tweeteval-sentiment is not here"))
    func recall() throws {
        let file = try #require(Self.corpus)
        let evaluation = try Evaluation(name: "2016test", file: file, scorer: .shipped, source: "2016test")
        #expect(evaluation.count == 19_639)
        #expect(evaluation.macroRecall >= 60, "\(evaluation.line)")
    }
}
