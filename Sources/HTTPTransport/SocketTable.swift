internal import Glibc

/// Which open socket belongs to which transfer. Confined to the transport's thread; it lives as long as the
/// multi handle, because libcurl may close a kept connection long after the transfer that opened it.
final class SocketTable {
    private struct Entry {
        let owner: HTTPTransferID
        let willClose: (@Sendable (Int32) -> Void)?
    }

    private var entries: [Int32: Entry] = [:]

    func register(_ socket: Int32, owner: HTTPTransferID, willClose: (@Sendable (Int32) -> Void)?) {
        entries[socket] = Entry(owner: owner, willClose: willClose)
    }

    /// The owner hears of it before the number can be given to anybody else.
    func closeSocket(_ socket: Int32) -> Int32 {
        if let entry = entries.removeValue(forKey: socket) { entry.willClose?(socket) }
        return Glibc.close(socket)
    }

    /// A fresh connection ends with its transfer; should libcurl have closed one without telling us, its
    /// number must not stay registered.
    func releaseAll(of owner: HTTPTransferID) {
        for (socket, entry) in entries where entry.owner == owner {
            entries[socket] = nil
            entry.willClose?(socket)
        }
    }
}
