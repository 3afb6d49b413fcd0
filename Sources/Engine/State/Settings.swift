package import CrisisModel

/// The part of the configuration that decisions depend on, as it stands in the log.
package struct Settings: Hashable, Sendable {
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
}
