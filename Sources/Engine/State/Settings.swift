package import CrisisModel

/// The part of the configuration that decisions depend on, as it stands in the log.
package struct Settings: CanonicalState {
    package var organisation: String?
    package var releasePersons: Int64 = 2
    package var releaseWindowSeconds: Int64 = 900
    package var releaseDelaySeconds: Int64 = 600
    package var overdueGraceSeconds: Int64 = 60
    package var releasers: [String] = []
    package var textHash = Digest.zero

    package var isSolo: Bool { releasePersons == 1 }

    package init() {}

    package init(_ applied: ConfigurationApplied) {
        organisation = applied.organisation
        releasePersons = applied.releasePersons
        releaseWindowSeconds = applied.releaseWindowSeconds
        releaseDelaySeconds = applied.releaseDelaySeconds
        overdueGraceSeconds = applied.overdueGraceSeconds
        releasers = applied.releasers
        textHash = applied.textHash
    }

    package static var blank: Settings { Settings() }

    package mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.text("organisation", &organisation)
        try coder.integer("releasePersons", &releasePersons)
        try coder.integer("releaseWindowSeconds", &releaseWindowSeconds)
        try coder.integer("releaseDelaySeconds", &releaseDelaySeconds)
        try coder.integer("overdueGraceSeconds", &overdueGraceSeconds)
        try coder.texts("releasers", &releasers)
        try coder.digest("textHash", &textHash)
    }
}
