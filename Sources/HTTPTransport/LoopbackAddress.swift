internal import CCurl
internal import Glibc

/// Whether the address that libcurl is about to connect to is this machine itself.
enum LoopbackAddress {
    static func matches(_ address: UnsafePointer<curl_sockaddr>) -> Bool {
        // libcurl's structure ends in a `struct sockaddr` behind which the whole address is stored.
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return false }
        let start = unsafe UnsafeRawPointer(address).advanced(by: offset)
        switch unsafe address.pointee.family {
        case AF_INET:
            let version4 = unsafe start.loadUnaligned(as: sockaddr_in.self)
            return UInt32(bigEndian: version4.sin_addr.s_addr) >> 24 == 127
        case AF_INET6:
            var version6 = unsafe start.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            return unsafe withUnsafeBytes(of: &version6) { bytes in
                unsafe bytes.prefix(15).allSatisfy { $0 == 0 } && bytes[15] == 1
            }
        default: return false
        }
    }
}
