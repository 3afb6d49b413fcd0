/// How much more often two words stand near each other than chance would have it: a sparse symmetric matrix of
/// positive pointwise mutual information.
struct Association {
    private var ends: [Int] = []
    private var columns: [Int32] = []
    private var values: [Float] = []

    /// Texts as numbers of words, -1 for one without a number. A neighbour counts by the inverse of its distance.
    init(_ texts: [[Int]], words: Int) {
        var places: [[(text: Int32, position: Int32)]] = Array(repeating: [], count: words)
        for (number, text) in texts.enumerated() {
            for (position, word) in text.enumerated() where word >= 0 {
                places[word].append((Int32(number), Int32(position)))
            }
        }
        var sums = [Float](repeating: 0, count: words)
        var totals = [Double](repeating: 0, count: words)
        for word in 0..<words {
            var touched: [Int] = []
            for place in places[word] {
                let text = texts[Int(place.text)]
                let position = Int(place.position)
                for other in max(
                    0, position - WordVectors.window)..<min(text.count, position + WordVectors.window + 1)
                where other != position && text[other] >= 0 {
                    if sums[text[other]] == 0 { touched.append(text[other]) }
                    sums[text[other]] += 1 / Float(abs(other - position))
                }
            }
            for other in touched.sorted() {
                columns.append(Int32(other))
                values.append(sums[other])
                totals[word] += Double(sums[other])
                sums[other] = 0
            }
            ends.append(columns.count)
        }
        weigh(totals)
    }

    /// Frequencies to the power of 7/8 keep rare words from being associated with everything they met once.
    private mutating func weigh(_ totals: [Double]) {
        let shares = totals.map { total in
            let eighth = total.squareRoot().squareRoot().squareRoot()
            return eighth > 0 ? total / eighth : 1
        }
        let all = shares.reduce(0, +)
        var kept = 0
        var start = 0
        for word in ends.indices {
            for index in start..<ends[word] {
                let expected = shares[word] * shares[Int(columns[index])] / all
                let value = Deterministic.logarithm(Double(values[index]) / expected)
                guard value > 0 else { continue }
                columns[kept] = columns[index]
                values[kept] = Float(value)
                kept += 1
            }
            start = ends[word]
            ends[word] = kept
        }
        columns.removeLast(columns.count - kept)
        values.removeLast(values.count - kept)
    }

    /// The product with a block of as many columns, row by row.
    func times(_ block: [Float], columns width: Int) -> [Float] {
        var result = [Float](repeating: 0, count: block.count)
        result.withUnsafeMutableBufferPointer { result in
            block.withUnsafeBufferPointer { block in
                var start = 0
                for word in ends.indices {
                    let row = word * width
                    for index in start..<ends[word] {
                        let other = Int(columns[index]) * width
                        let value = values[index]
                        for column in 0..<width { result[row + column] += value * block[other + column] }
                    }
                    start = ends[word]
                }
            }
        }
        return result
    }
}
