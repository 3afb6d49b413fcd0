/// The members of a JSON object in the order in which they were written. Keys are unique; equality and
/// hash ignore the order. Looking up is a walk for small objects and a dictionary for large ones, so that
/// an object with a hundred thousand keys costs no quadratic time.
package struct JSONObject: Sendable {
    package typealias Member = (key: String, value: JSONValue)

    /// Up to this many members a walk is faster than hashing the key.
    static let walkedCountMax = 64

    private(set) var members: [Member]
    private var index: [String: Int]?

    package init() {
        members = []
        index = nil
    }

    package init(_ elements: [(String, JSONValue)]) {
        self.init()
        members.reserveCapacity(elements.count)
        for (key, value) in elements {
            let isNew = append(key, value)
            precondition(isNew, "a key is written twice in a literal")
        }
    }

    package var count: Int { members.count }
    package var isEmpty: Bool { members.isEmpty }
    package var keys: [String] { members.map(\.key) }

    package subscript(key: String) -> JSONValue? {
        get {
            guard let position = position(of: key) else { return nil }
            return members[position].value
        }
        set {
            guard let newValue else { return remove(key) }
            if let position = position(of: key) {
                members[position].value = newValue
            } else {
                appendUnchecked(key, newValue)
            }
        }
    }

    /// False when the key exists; the object is then unchanged.
    package mutating func append(_ key: String, _ value: JSONValue) -> Bool {
        guard position(of: key) == nil else { return false }
        appendUnchecked(key, value)
        return true
    }

    package func sortedByKey() -> JSONObject {
        var sorted = JSONObject()
        for member in members.sorted(by: { $0.key < $1.key }) {
            sorted.appendUnchecked(member.key, member.value)
        }
        return sorted
    }

    /// For a key that the caller knows to be new.
    mutating func appendUnchecked(_ key: String, _ value: JSONValue) {
        members.append((key, value))
        if index != nil {
            index?[key] = members.count - 1
        } else if members.count > Self.walkedCountMax {
            var built = [String: Int](minimumCapacity: members.count * 2)
            for (position, member) in members.enumerated() { built[member.key] = position }
            index = built
        }
    }

    func position(of key: String) -> Int? {
        if let index { return index[key] }
        return members.firstIndex { $0.key == key }
    }

    private mutating func remove(_ key: String) {
        guard let position = position(of: key) else { return }
        let remaining = members[..<position] + members[(position + 1)...]
        self = JSONObject()
        for member in remaining { appendUnchecked(member.key, member.value) }
    }
}

extension JSONObject: Hashable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        return left.members.allSatisfy { right[$0.key] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        var combined = 0
        for member in members {
            var one = Hasher()
            one.combine(member.key)
            one.combine(member.value)
            combined ^= one.finalize()
        }
        hasher.combine(combined)
    }
}

extension JSONObject: Sequence {
    package func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
    package var underestimatedCount: Int { members.count }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
