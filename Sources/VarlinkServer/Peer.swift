internal import Glibc

/// Who is at the other end of a connection, as the kernel noted it when the connection was made.
package struct Peer: Sendable, Hashable {
    /// Large enough for any real user; the kernel says so when it is not.
    private static let groupCountFirstTried = 64
    private static let groupCountMax = 65_536
    /// The kernel's word for "no login session": (uid_t) -1.
    private static let unsetLoginUserID = UInt32.max

    package let processID: Int32
    package let userID: UInt32
    package let groupID: UInt32
    package let supplementaryGroupIDs: [UInt32]
    /// Who logged in, through every `sudo` since. Nil when unset or unreadable: it is information, never a permission.
    package let loginUserID: UInt32?

    package init(
        processID: Int32, userID: UInt32, groupID: UInt32, supplementaryGroupIDs: [UInt32] = [],
        loginUserID: UInt32? = nil
    ) {
        self.processID = processID
        self.userID = userID
        self.groupID = groupID
        self.supplementaryGroupIDs = supplementaryGroupIDs
        self.loginUserID = loginUserID
    }

    /// Nil when the descriptor has no peer with credentials; such a connection is refused.
    init?(descriptor: CInt) {
        // struct ucred, which Glibc hides without _GNU_SOURCE.
        var credentials: (pid: Int32, uid: UInt32, gid: UInt32) = (0, .max, .max)
        var length = socklen_t(MemoryLayout<(Int32, UInt32, UInt32)>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0,
            length == MemoryLayout<(Int32, UInt32, UInt32)>.size, credentials.uid != .max,
            let groups = Self.groups(descriptor)
        else { return nil }
        self.init(
            processID: credentials.pid, userID: credentials.uid, groupID: credentials.gid,
            supplementaryGroupIDs: groups,
            loginUserID: Self.loginUserID(processID: credentials.pid, userID: credentials.uid))
    }

    private static func groups(_ descriptor: CInt) -> [UInt32]? {
        var groups = [UInt32](repeating: 0, count: groupCountFirstTried)
        while true {
            var length = socklen_t(groups.count * MemoryLayout<UInt32>.size)
            if getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, &groups, &length) == 0 {
                return Array(groups.prefix(Int(length) / MemoryLayout<UInt32>.size))
            }
            guard errno == ERANGE, groups.count < groupCountMax else { return nil }
            groups = [UInt32](repeating: 0, count: groupCountMax)
        }
    }

    /// The process may be gone and its number taken by another: the file must belong to the peer's user.
    private static func loginUserID(processID: Int32, userID: UInt32) -> UInt32? {
        guard processID > 0 else { return nil }
        let file = open("/proc/\(processID)/loginuid", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_uid == userID else { return nil }
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = read(file, &bytes, bytes.count)
        guard count > 0 else { return nil }
        let digits = bytes.prefix(count).prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        guard let value = UInt32(String(decoding: digits, as: UTF8.self)) else { return nil }
        return value == unsetLoginUserID ? nil : value
    }
}
