extension Scenario {
    /// What would go wrong, or not mean what its author thinks, before it is played. Personas: nil allows anybody.
    package func lint(personas: Personas? = nil, expectations: Expectations? = nil) -> [DocumentProblem] {
        var lint = ScenarioLint(personas: personas, clockStart: expectations?.clockStart)
        for line in lines { lint.check(line) }
        lint.finish(lines, expectations)
        return lint.reader.problems
    }
}
