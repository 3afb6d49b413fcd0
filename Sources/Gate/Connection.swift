/// One connection of the stop socket. It carries one message and its answer, and ends.
struct Connection {
    enum Phase {
        case free
        case reading
        /// The stop is in force and waits for the disk.
        case waiting
        case writing
    }

    var phase = Phase.free
    var descriptor: CInt = -1
    /// Tells this connection from others that had its place.
    var generation: UInt32 = 0
    var order: UInt64 = 0
    var deadline: UInt64 = 0
    var receivedCount = 0
    var isCall = false
    var wantsReply = true
    var terminator = UInt8(ascii: "\n")
    var outgoingCount = 0
    var sentCount = 0
}
