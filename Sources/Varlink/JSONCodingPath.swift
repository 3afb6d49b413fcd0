/// Where a coder is. It is a list from the leaf to the root, so that going down costs one allocation and
/// the array that `Codable` asks for is only made for an error.
indirect enum JSONCodingPath {
    case root
    case child(of: JSONCodingPath, key: any CodingKey)

    var keys: [any CodingKey] {
        var reversed: [any CodingKey] = []
        var current = self
        while case .child(let parent, let key) = current {
            reversed.append(key)
            current = parent
        }
        return reversed.reversed()
    }

    func appending(_ key: any CodingKey) -> JSONCodingPath { .child(of: self, key: key) }
    func appending(_ index: Int) -> JSONCodingPath { .child(of: self, key: JSONCodingKey(index: index)) }
}

/// The key of an array element or of a superclass.
struct JSONCodingKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(index: Int) {
        stringValue = String(index)
        intValue = index
    }

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init(intValue: Int) { self.init(index: intValue) }

    static let superclass = JSONCodingKey(stringValue: "super")
}
