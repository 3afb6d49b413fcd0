package import Engine
package import Varlink

/// What differs between two states, place by place.
package enum StateDiff {
    package struct Change: Hashable, Sendable {
        /// A JSON pointer (RFC 6901) into the state's document.
        package let path: String
        /// Nil where there was nothing.
        package let before: JSONValue?
        package let after: JSONValue?
    }

    package static func between(_ before: State, _ after: State) -> [Change] {
        between(StateDocument.json(before), StateDocument.json(after))
    }

    /// In the order of the paths, numbers among the keys by their value. A thing that is wholly new or wholly gone is
    /// one change.
    package static func between(_ before: JSONValue, _ after: JSONValue) -> [Change] {
        var changes: [Change] = []
        compare("", before, after, &changes)
        return changes
    }

    private static func compare(
        _ path: String, _ before: JSONValue?, _ after: JSONValue?, _ changes: inout [Change]
    ) {
        switch (before, after) {
        case (.object(let before)?, .object(let after)?):
            for key in keys(before, after) {
                compare(path + "/" + escaped(key), before[key], after[key], &changes)
            }
        case (.array(let before)?, .array(let after)?):
            for index in 0..<max(before.count, after.count) {
                compare(
                    path + "/\(index)", index < before.count ? before[index] : nil,
                    index < after.count ? after[index] : nil, &changes)
            }
        default:
            if before != after { changes.append(Change(path: path, before: before, after: after)) }
        }
    }

    private static func keys(_ before: JSONObject, _ after: JSONObject) -> [String] {
        (before.keys + after.keys.filter { before[$0] == nil }).map { (Int64($0), $0) }
            .sorted { left, right in
                switch (left.0, right.0) {
                case (let number?, let other?): (number, left.1) < (other, right.1)
                case (_?, nil): true
                case (nil, _?): false
                case (nil, nil): left.1 < right.1
                }
            }.map(\.1)
    }

    private static func escaped(_ key: String) -> String {
        guard key.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
            return key
        }
        var text = ""
        for character in key.unicodeScalars {
            switch character {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}
