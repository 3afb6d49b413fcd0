/// Why a benchmark cannot go on.
package struct BenchmarkError: Error, CustomStringConvertible, Sendable {
    package let description: String

    package init(_ description: String) { self.description = description }
}
