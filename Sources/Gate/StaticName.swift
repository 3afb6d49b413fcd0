/// A word known at compile time: the stop thread writes it without making a `String`.
package struct StaticName: ExpressibleByStringLiteral, Equatable, Sendable, CustomStringConvertible {
    private let text: StaticString

    package init(stringLiteral value: StaticString) {
        text = value
    }

    package var count: Int { text.utf8CodeUnitCount }

    package subscript(index: Int) -> UInt8 { text.utf8Start[index] }

    /// Allocates for long words; not for the stop thread.
    package var description: String { "\(text)" }

    package static func == (left: Self, right: Self) -> Bool {
        guard left.count == right.count else { return false }
        for index in 0..<left.count where left[index] != right[index] { return false }
        return true
    }

    package func equals<let capacity: Int>(_ other: borrowing BoundedText<capacity>) -> Bool {
        guard count == other.count else { return false }
        for index in 0..<count where self[index] != other[index] { return false }
        return true
    }
}
