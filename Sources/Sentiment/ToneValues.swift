/// What the lexicon makes of a whole text, per mille: shares of negative, neutral and positive words, and their
/// balance (-1000 ... 1000). These four stand beside the hashed features in every row.
package struct ToneValues: Sendable, Equatable {
    package var negative: Int32 = 0
    package var neutral: Int32 = 0
    package var positive: Int32 = 0
    package var compound: Int32 = 0

    package init() {}
}
