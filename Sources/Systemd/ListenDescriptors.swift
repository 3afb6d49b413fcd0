internal import CSystemd
internal import Glibc

/// The sockets that the service manager opened for us, by their `FileDescriptorName=`. They are
/// close-on-exec.
package struct ListenDescriptors: Sendable {
    /// Our units pass two.
    static let countMax = 16

    private let descriptorsByName: [(name: String, descriptor: Int32)]

    init(descriptorsByName: [(name: String, descriptor: Int32)]) {
        self.descriptorsByName = descriptorsByName
    }

    package var names: [String] { descriptorsByName.map(\.name) }
    package var isEmpty: Bool { descriptorsByName.isEmpty }

    /// To be called once and before any thread exists, since it takes the variables out of the environment: a
    /// child must not believe that they are meant for it.
    package static func take() throws(SystemdError) -> ListenDescriptors {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = unsafe sd_listen_fds_with_names(1, &names)
        guard count >= 0 else {
            throw SystemdError(.descriptorsUnreadable, subject: "LISTEN_FDS", errno: -count)
        }
        defer { unsafe release(names, count: Int(count)) }
        guard count <= countMax else {
            throw SystemdError(.descriptorsUnreadable, subject: "LISTEN_FDS", errno: E2BIG)
        }
        var found: [(name: String, descriptor: Int32)] = []
        for index in 0..<Int(count) {
            let name = unsafe names.flatMap { unsafe $0[index] }.map { unsafe String(cString: $0) }
            found.append((name ?? "unknown", SD_LISTEN_FDS_START + Int32(index)))
        }
        return ListenDescriptors(descriptorsByName: found)
    }

    package func descriptors(named name: String) -> [Int32] {
        descriptorsByName.filter { $0.name == name }.map(\.descriptor)
    }

    /// The one listening Unix stream socket of this name; nil if none was passed.
    package func unixListener(named name: String) throws(SystemdError) -> Int32? {
        let found = descriptors(named: name)
        guard let descriptor = found.first else { return nil }
        guard found.count == 1 else { throw SystemdError(.descriptorUnusable, subject: name) }
        let status = sd_is_socket_unix(descriptor, Int32(SOCK_STREAM.rawValue), 1, nil, 0)
        guard status > 0 else {
            throw SystemdError(.descriptorUnusable, subject: name, errno: status < 0 ? -status : 0)
        }
        return descriptor
    }

    private static func release(
        _ names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, count: Int
    ) {
        guard let names = unsafe names else { return }
        for index in 0..<count { unsafe free(names[index]) }
        unsafe free(names)
    }
}
