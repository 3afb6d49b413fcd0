import CrisisModel
import Varlink

/// `--map field=column`, repeated: how another tool's records become ours.
///
/// A mapped field comes from its column alone; every other field from the record's own field of that name.
struct FieldMap: Hashable, Sendable {
    /// How a field's value is read.
    enum Kind: Hashable, Sendable { case text, name, time, integer }

    private let kinds: [(name: String, kind: Kind)]
    private var columns: [String: String] = [:]
    var zone: String?
    /// Characters that our names may not have become hyphens.
    var tidiesNames = false

    static func == (left: FieldMap, right: FieldMap) -> Bool { left.columns == right.columns }
    func hash(into hasher: inout Hasher) { hasher.combine(columns) }

    init(_ mappings: [String], fields: [(name: String, kind: Kind)], zone: String? = nil) throws(CommandError)
    {
        kinds = fields
        self.zone = zone
        let names = fields.map(\.name)
        for mapping in mappings {
            let parts = mapping.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
                String.init)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
                throw CommandError(
                    .usage, "--map \(mapping): write it as field=column, such as --map occurredAt=created_at")
            }
            guard names.contains(parts[0]) else {
                let near = NearNames.of(parts[0], among: names)
                throw CommandError(
                    .usage, "--map \(mapping): there is no field \(parts[0])",
                    next: near.isEmpty
                        ? ["the fields: \(names.joined(separator: ", "))"]
                        : near.map { "did you mean --map \($0)=\(parts[1])?" })
            }
            guard columns.updateValue(parts[1], forKey: parts[0]) == nil else {
                throw CommandError(.usage, "--map names \(parts[0]) twice")
            }
        }
    }

    var isEmpty: Bool { columns.isEmpty }
    var mappedColumns: [String] { Array(columns.values) }

    /// A CSV file without a mapped column would give records without that field, one by one: better said at once.
    func check(header: [String], place: String) throws(CommandError) {
        for (field, column) in columns.sorted(by: { $0.key < $1.key }) where !header.contains(column) {
            let near = NearNames.of(column, among: header)
            throw CommandError(
                .badInput, "--map \(field)=\(column): the file has no column \(column)", place: place,
                next: ["its columns: \((near.isEmpty ? header : near).joined(separator: ", "))"])
        }
    }

    struct Refusal: Error, Hashable, Sendable { var reason: String }

    func applied(to record: JSONObject) throws(Refusal) -> JSONObject {
        var result: JSONObject = [:]
        for (name, kind) in kinds {
            let value = columns[name].map { Self.value(at: $0, in: record) } ?? record[name]
            guard let value, value != .null else { continue }
            result[name] = try read(value, kind, name)
        }
        return result
    }

    /// The whole name first, then dots as steps into objects and lists.
    private static func value(at path: String, in record: JSONObject) -> JSONValue? {
        if let value = record[path] { return value }
        var current = JSONValue.object(record)
        for step in path.split(separator: ".", omittingEmptySubsequences: false) {
            if let items = current.arrayValue {
                guard let index = Int(step), items.indices.contains(index) else { return nil }
                current = items[index]
            } else {
                guard let value = current[String(step)] else { return nil }
                current = value
            }
        }
        return current
    }

    private func read(_ value: JSONValue, _ kind: Kind, _ name: String) throws(Refusal) -> JSONValue {
        switch kind {
        case .text, .name:
            switch value {
            case .string(let text): return kind == .name && tidiesNames ? .string(Self.tidied(text)) : value
            case .integer(let number): return .string("\(number)")
            default: throw Refusal(reason: "\(name) is not a text")
            }
        case .integer:
            if case .integer = value { return value }
            if let text = value.stringValue, let number = Int64(text) { return .integer(number) }
            if let number = value.floatValue, let whole = Int64(exactly: number) { return .integer(whole) }
            throw Refusal(reason: "\(name) is not a whole number")
        case .time:
            do throws(TimeReader.Refusal) {
                return .string(try TimeReader(zone: zone).read(value).rfc3339)
            } catch {
                throw Refusal(reason: "\(name): \(error.reason)")
            }
        }
    }

    /// `US Airways` becomes `US-Airways`.
    private static func tidied(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "A"..."Z", "a"..."z", "0"..."9", "-", ".", "_", "@", "+":
                result.unicodeScalars.append(scalar)
            default: if !result.isEmpty, !result.hasSuffix("-") { result += "-" }
            }
        }
        while result.hasSuffix("-") { result.removeLast() }
        return result
    }
}
