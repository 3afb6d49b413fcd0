/// Why a text is not an interface description, and where. Line and column count from 1, the column in bytes.
package struct IDLError: Error, Hashable, Sendable, CustomStringConvertible {
    package let line: Int
    package let column: Int
    package let reason: String

    package var description: String { "\(line):\(column): \(reason)" }
}
