/// Why something that a network answered could not be read: which field, and what was wrong with it.
package struct ReadingError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Problem: Hashable, Sendable {
        case missing
        /// With the word for what was expected, and for what was found.
        case wrongType(expected: String, found: String)
        /// A floating point number lost the identifier's last digits before we saw it.
        case inexactIdentifier
        case emptyIdentifier
        case badTime(String)
        case tooLong(bytesMax: Int)
        case tooMany(countMax: Int)
        case badDocument(String)
        /// Well-formed, and not what was asked for.
        case unknownShape(String)
        /// The network's own words for an error.
        case answered(String)
    }

    /// Such as `statuses[3].account.id`; empty for the whole document.
    package var path: String
    package var problem: Problem

    package init(_ problem: Problem, at path: String = "") {
        self.path = path
        self.problem = problem
    }

    func inside(_ outer: String) -> ReadingError {
        if outer.isEmpty { return self }
        if path.isEmpty { return ReadingError(problem, at: outer) }
        return ReadingError(problem, at: path.hasPrefix("[") ? outer + path : outer + "." + path)
    }

    package var description: String {
        let place = path.isEmpty ? "the answer" : path
        switch problem {
        case .missing: return "\(place) is missing"
        case .wrongType(let expected, let found): return "\(place) must be \(expected), and is \(found)"
        case .inexactIdentifier: return "\(place) is a floating point number, which is no exact identifier"
        case .emptyIdentifier: return "\(place) is empty"
        case .badTime(let why): return "\(place): \(why)"
        case .tooLong(let bytesMax): return "\(place) is longer than \(bytesMax) bytes"
        case .tooMany(let countMax): return "\(place) has more than \(countMax) entries"
        case .badDocument(let why): return "\(place): \(why)"
        case .unknownShape(let why): return "\(place): \(why)"
        case .answered(let words): return "\(place): the network answered: \(words)"
        }
    }
}
