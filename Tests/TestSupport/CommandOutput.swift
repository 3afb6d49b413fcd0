package import Varlink

/// What a program said when it ended.
package struct CommandOutput: Sendable, CustomStringConvertible {
    package let words: String
    package let status: Int32
    package let output: String
    package let errorOutput: String

    package init(words: String, status: Int32, output: String, errorOutput: String) {
        self.words = words
        self.status = status
        self.output = output
        self.errorOutput = errorOutput
    }

    package var all: String { output + errorOutput }

    /// The first document of `--json`.
    package var json: JSONValue { documents.first ?? .null }

    package var documents: [JSONValue] {
        output.split(separator: "\n").compactMap { line in
            do throws(JSONError) { return try JSONValue(parsing: String(line)) } catch { return nil }
        }
    }

    package var description: String { "\(words): exit \(status)\n\(output)\(errorOutput)" }
}
