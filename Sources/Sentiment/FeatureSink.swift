/// Where extracted features go: into sums when a text is scored, into lists when a model is trained.
protocol FeatureSink {
    /// A feature, already mixed: its upper bits are the bucket.
    mutating func add(_ hash: UInt64)
    /// Room for as many features as `addReserved` is then called for; never more than 256.
    mutating func reserve(_ count: Int)
    mutating func addReserved(_ hash: UInt64)
    /// A token that a lexicon may know.
    mutating func word(_ hash: UInt64)
}
