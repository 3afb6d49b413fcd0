/// Words of a command line: `--name` and `--name value`.
package struct Words {
    private var left: [String]

    package init() { left = Array(CommandLine.arguments.dropFirst()) }

    package mutating func flag(_ name: String) -> Bool {
        guard let place = left.firstIndex(of: name) else { return false }
        left.remove(at: place)
        return true
    }

    package mutating func text(_ name: String) throws(BenchmarkError) -> String? {
        guard let place = left.firstIndex(of: name) else { return nil }
        guard place + 1 < left.count else { throw BenchmarkError("\(name) needs a value") }
        defer { left.removeSubrange(place...(place + 1)) }
        return left[place + 1]
    }

    package mutating func number(_ name: String, default value: Int) throws(BenchmarkError) -> Int {
        guard let text = try text(name) else { return value }
        guard let number = Int(text), number > 0 else {
            throw BenchmarkError("\(name): \"\(text)\" is no count")
        }
        return number
    }

    package func end() throws(BenchmarkError) {
        if let word = left.first { throw BenchmarkError("\(word) is not known") }
    }
}
