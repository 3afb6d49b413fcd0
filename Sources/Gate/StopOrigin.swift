/// The way by which a stop came.
package enum StopOrigin: UInt8, Sendable, CaseIterable {
    case socket
    case control
    case signal
    case sentinel
    case unit
    case latch

    package var name: StaticName {
        switch self {
        case .socket: "socket"
        case .control: "control"
        case .signal: "signal"
        case .sentinel: "sentinel"
        case .unit: "unit"
        case .latch: "latch"
        }
    }
}
