/// What a training used, made and measured.
package struct TrainingReport: Sendable {
    /// What went in, a line each, with the number of texts or words.
    package internal(set) var inputs: [String] = []
    /// What was expected and is missing: the weights are then weaker than the shipped ones.
    package internal(set) var missing: [String] = []
    package internal(set) var evaluations: [Evaluation] = []
    package internal(set) var version = ""
    package internal(set) var bytes = 0

    /// The figure that is asked for: on tweets later than those trained on.
    package var macroRecall: Double { evaluations.first?.macroRecall ?? 0 }

    package var lines: [String] {
        inputs.map { "trained on \($0)" } + missing.map { "without \($0)" }
            + ["weights tocsin-linear \(version), \(bytes) bytes"] + evaluations.map(\.line)
    }
}
