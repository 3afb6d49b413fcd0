/// Where extracted features go: into sums when a text is scored, into lists when a model is trained.
protocol FeatureSink {
    /// A token, a pair of them or the like, already mixed: the upper bits are its bucket in the upper half.
    mutating func add(_ hash: UInt64)
    /// Room for as many features as `addCharacters` is then called for; never more than 256.
    mutating func reserve(_ count: Int)
    /// A run of characters, already mixed: the upper bits are its bucket in the lower half.
    mutating func addCharacters(_ hash: UInt64)
    /// A token that a lexicon may know.
    mutating func word(_ hash: UInt64)
}
