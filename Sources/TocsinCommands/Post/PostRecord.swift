import ControlInterface
import CrisisModel
import Varlink

/// A line of a file of posts, checked before it is sent.
enum PostRecord {
    static let fields: [(name: String, kind: FieldMap.Kind)] = [
        ("post", .text), ("account", .text), ("postClass", .text), ("class", .text), ("campaign", .text),
        ("text", .text), ("dueAt", .time),
    ]
    /// Other columns that our own listing writes.
    private static let known: Set<String> = Set(fields.map(\.name) + PostCSV.columns)

    /// A misspelt `class` would schedule a crisis statement as routine: what is not known is refused, unless the
    /// file is another tool's.
    static func newPost(
        _ object: JSONObject, _ map: FieldMap
    ) throws(FieldMap.Refusal) -> PostInterface.NewPost {
        if map.isEmpty, let stranger = object.keys.first(where: { !known.contains($0) }) {
            let near = NearNames.of(stranger, among: fields.map(\.name))
            let hint = near.first.map { "; did you mean \($0)?" } ?? ""
            throw FieldMap.Refusal(reason: "there is no field \(stranger)\(hint)")
        }
        let fields = try map.applied(to: object)
        guard let account = fields["account"]?.stringValue else {
            throw FieldMap.Refusal(reason: "no account")
        }
        guard let text = fields["text"]?.stringValue else { throw FieldMap.Refusal(reason: "no text") }
        guard let dueAt = fields["dueAt"]?.stringValue else { throw FieldMap.Refusal(reason: "no dueAt") }
        let word = fields["postClass"]?.stringValue ?? fields["class"]?.stringValue
        if let word, PostClass(rawValue: word) == nil {
            throw FieldMap.Refusal(reason: "\(word.prefix(40)) is not a class of posts")
        }
        return PostInterface.NewPost(
            post: fields["post"]?.stringValue, account: account, postClass: word,
            campaign: fields["campaign"]?.stringValue, text: text, dueAt: dueAt)
    }
}
