/// A stop in force, told to the owner of the log after it was acknowledged.
package struct StopNotice: Sendable {
    package static let groupCountMax = 16

    package var answer: StopAnswer
    /// The presser's supplementary groups, as far as known and no more than 16.
    package var groupCount = 0
    package var groups = InlineArray<16, UInt32>(repeating: 0)
    /// The place of the sentinel's directory in the configuration, when it came as a file.
    package var sentinelDirectory: Int?

    package var record: StopRecord { answer.record }

    init(_ answer: StopAnswer) {
        self.answer = answer
    }
}
