/// An http or https address, read strictly: what a configuration may send to, or show as a link.
package struct WebAddress: Hashable, Sendable {
    package enum Failure: Error, Hashable, Sendable {
        case notAnAddress
        case scheme
        case userInfo
        case noHost
        case badPort

        /// What is wrong, to be put after what it is wrong with.
        package var words: String {
            switch self {
            case .notAnAddress: "is not an address such as https://example.org/alerts"
            case .scheme: "must begin with https://"
            case .userInfo: "holds a user name or password before the @"
            case .noHost: "names no host"
            case .badPort: "has a port that is no number from 1 to 65535"
            }
        }
    }

    package let text: String
    package let isSecure: Bool
    /// Lower case, without brackets.
    package let host: String
    /// Between `?` and `#`; empty if there is none.
    package let parameters: String

    package init(_ text: String) throws(Failure) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !Self.forbidden.contains($0) }) else {
            throw .notAnAddress
        }
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else {
            throw .notAnAddress
        }
        switch text[..<colon].lowercased() {
        case "https": isSecure = true
        case "http": isSecure = false
        default: throw .scheme
        }
        let rest = text[colon...].dropFirst(3)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else { throw .userInfo }
        host = try Self.host(authority)
        let tail = rest.dropFirst(authority.count)
        let query = tail.prefix { $0 != "#" }
        parameters = query.firstIndex(of: "?").map { String(query[query.index(after: $0)...]) } ?? ""
        self.text = text
    }

    /// What no address holds unescaped; some readers take a backslash for a slash, and so for another host.
    private static let forbidden = Set("\"<>\\^`{|}".utf8)

    private static func host(_ authority: Substring) throws(Failure) -> String {
        var name = authority
        var port: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw .notAnAddress }
            name = authority[authority.index(after: authority.startIndex)..<end]
            let after = authority[authority.index(after: end)...]
            guard after.isEmpty || after.hasPrefix(":") else { throw .notAnAddress }
            port = after.isEmpty ? nil : after.dropFirst()
            guard name.utf8.allSatisfy(isAddressByte) else { throw .notAnAddress }
        } else if let colon = authority.firstIndex(of: ":") {
            name = authority[..<colon]
            port = authority[authority.index(after: colon)...]
        }
        if let port {
            let digits = port.utf8.allSatisfy { (0x30...0x39).contains($0) }
            guard digits, let number = UInt16(port), number > 0 else { throw .badPort }
        }
        guard !name.isEmpty else { throw .noHost }
        return name.lowercased()
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66, UInt8(ascii: ":"), UInt8(ascii: "."): true
        default: false
        }
    }

    /// This machine, and by its number or its one reserved name: any other name may come to mean another machine.
    package var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { part in
                (1...3).contains(part.utf8.count) && UInt8(part) != nil && !part.hasPrefix("+")
            }
    }
}
