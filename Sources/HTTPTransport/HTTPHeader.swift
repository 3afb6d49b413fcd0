/// One header line. Its value may be a credential, so it never enters an error or a description.
package struct HTTPHeader: Hashable, Sendable, CustomStringConvertible {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    package var description: String { "\(name): ..." }
}
