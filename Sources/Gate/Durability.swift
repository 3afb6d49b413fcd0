/// How far a stop got before it was acknowledged.
package enum Durability: UInt8, Sendable, CaseIterable {
    /// On disk: it outlives a power cut.
    case durable
    /// In the runtime latch: it outlives the daemon, not the machine. Writing goes on.
    case untilReboot
    /// In memory: it ends with the daemon. Writing goes on.
    case memoryOnly

    package var name: StaticName {
        switch self {
        case .durable: "durable"
        case .untilReboot: "untilReboot"
        case .memoryOnly: "memoryOnly"
        }
    }
}
