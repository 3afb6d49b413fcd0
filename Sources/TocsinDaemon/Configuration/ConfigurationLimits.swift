/// Limits of what a configuration may say.
package enum ConfigurationLimits {
    package static let organisationBytesMax = 200
    /// Users and groups of one role.
    package static let principalsPerRoleMax = 64
    package static let principalBytesMax = 64
    package static let alertsMax = 16
    package static let addressBytesMax = 2048
    package static let credentialBytesMax = 64
    /// Each item becomes a task of every stop.
    package static let outsideItemsMax = 64
    package static let outsideNameBytesMax = 120
    package static let pathBytesMax = 1024
    /// From the first releaser to the second; a day is the longest that "together" can mean.
    package static let windowMinutes: ClosedRange<Int64> = 1...1440
    /// Nothing, for those who accept it knowingly, to a day.
    package static let delayMinutes: ClosedRange<Int64> = 0...1440
    package static let overdueGraceSeconds: ClosedRange<Int64> = 0...86_400
    package static let connections: ClosedRange<Int64> = 8...4096
    package static let connectionsPerUser: ClosedRange<Int64> = 2...4096
    package static let idleSeconds: ClosedRange<Int64> = 10...86_400
    /// 0: never. A century is as good as never.
    package static let retentionMonths: ClosedRange<Int64> = 0...1200
    package static let checkpointMinutes: ClosedRange<Int64> = 1...1440
    package static let lowSpaceMegabytes: ClosedRange<Int64> = 0...1_048_576
}
