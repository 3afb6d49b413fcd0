/// What happens to transfers under way when a stop is engaged.
package enum StopCategory: UInt8, Sendable, CaseIterable {
    /// What is not fully sent is aborted; what is fully sent gets five seconds for its answer.
    case standard
    /// Category 0: every covered connection is shut down at once.
    case cut
    /// Category 1: transfers under way may finish.
    case letFinish

    package var name: StaticName {
        switch self {
        case .standard: "default"
        case .cut: "cut"
        case .letFinish: "letFinish"
        }
    }
}
