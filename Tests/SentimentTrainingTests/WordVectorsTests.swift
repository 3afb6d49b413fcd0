import Testing

@testable import SentimentTraining

@Suite("Vectors of words")
struct WordVectorsTests {
    /// Words 1 and 2 keep the company of 10 to 12, word 3 that of 20 to 22.
    private var texts: [[UInt64]] {
        (0..<40).flatMap { round -> [[UInt64]] in
            let number = UInt64(round % 3)
            return [
                [1, 10 + number, 10 + (number + 1) % 3], [2, 10 + number, 10 + (number + 1) % 3],
                [3, 20 + number],
            ]
        }
    }

    private func cosine(_ vectors: WordVectors, _ first: UInt64, _ second: UInt64) throws -> Float {
        let a = vectors.vector(try #require(vectors.indexes[first]))
        let b = vectors.vector(try #require(vectors.indexes[second]))
        return zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }

    @Test("Words of the same company lie together, others apart, and the same texts give the same vectors")
    func company() throws {
        let vectors = WordVectors(texts)
        #expect(vectors.count == 9)
        #expect(try cosine(vectors, 1, 2) > 0.9)
        #expect(try abs(cosine(vectors, 1, 3)) < 0.1)
        #expect(WordVectors(texts).vectors == vectors.vectors)
    }

    @Test("Rare words have none, and few texts give no trouble")
    func rare() {
        #expect(WordVectors([[1, 2, 3]]).count == 0)
        #expect(WordVectors([]).count == 0)
        #expect(WordVectors([[7], [7], [7], [7]]).vectors.allSatisfy { $0 == 0 })
    }

    @Test(
        "The logarithm is that of the tables",
        arguments: [
            (1.0, 0.0), (2.0, 0.693147180559945), (10.0, 2.302585092994046), (0.001, -6.907755278982137),
        ])
    func logarithm(x: Double, expected: Double) {
        #expect(abs(Deterministic.logarithm(x) - expected) < 1e-14)
    }
}
