import Glibc

extension NameService {
    /// A group with more members than fit into this is refused.
    private static let bufferBytesMax = 1 << 20

    /// The host's own name service (`nsswitch.conf`).
    package static let host = NameService(
        user: { name in lookUpUser { getpwnam_r(name, $0, $1, $2, $3) } },
        userNumbered: { uid in lookUpUser { getpwuid_r(uid, $0, $1, $2, $3) } },
        group: { name in lookUpGroup { getgrnam_r(name, $0, $1, $2, $3) } },
        groupNumbered: { gid in lookUpGroup { getgrgid_r(gid, $0, $1, $2, $3) } }
    )

    private static func lookUpUser(
        _ call: (
            UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
            UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
        ) -> Int32
    ) -> Answer<User> {
        lookUp(passwd(), call) { entry in User(uid: entry.pw_uid, name: text(entry.pw_name)) }
    }

    private static func lookUpGroup(
        _ call: (
            UnsafeMutablePointer<group>, UnsafeMutablePointer<CChar>, Int,
            UnsafeMutablePointer<UnsafeMutablePointer<group>?>
        ) -> Int32
    ) -> Answer<Group> {
        lookUp(Glibc.group(), call) { entry in
            var members: [String] = []
            var next = entry.gr_mem
            while let list = next, let member = list.pointee {
                members.append(String(cString: member))
                next = list + 1
            }
            return Group(gid: entry.gr_gid, members: members)
        }
    }

    private static func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String {
        pointer.map { String(cString: $0) } ?? ""
    }

    /// The entry's texts lie in the buffer: they are read before it goes.
    private static func lookUp<Entry, Value: Sendable>(
        _ empty: Entry,
        _ call: (
            UnsafeMutablePointer<Entry>, UnsafeMutablePointer<CChar>, Int,
            UnsafeMutablePointer<UnsafeMutablePointer<Entry>?>
        ) -> Int32,
        _ read: (Entry) -> Value
    ) -> Answer<Value> {
        var size = 4096
        while true {
            var entry = empty
            var found: UnsafeMutablePointer<Entry>?
            var value: Value?
            let status = withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { buffer -> Int32 in
                guard let base = buffer.baseAddress else { return ENOMEM }
                let status = call(&entry, base, size, &found)
                if status == 0, found != nil { value = read(entry) }
                return status
            }
            switch status {
            case 0: return value.map { .found($0) } ?? .unknown
            case EINTR: continue
            case ERANGE where size < bufferBytesMax: size *= 4
            // What a service says that simply does not know the name, by its manual.
            case ENOENT, ESRCH, EBADF, EPERM: return .unknown
            default: return .failed(BoundedFile.reason(status))
            }
        }
    }
}
