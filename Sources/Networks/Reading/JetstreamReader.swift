import CrisisModel
import Varlink

/// One event of Bluesky's Jetstream: a line of JSON.
package struct JetstreamEvent: Hashable, Sendable {
    package enum Body: Hashable, Sendable {
        /// Created, changed (then it has `edited`) or deleted.
        case post(ReadPost)
        case handleChanged(String?)
        /// False when the account was deactivated, suspended or deleted.
        case accountChanged(isActive: Bool)
        /// Likes, follows, other applications' records.
        case ignored
    }

    package var account: String
    /// The stream's cursor. It is a time in microseconds too.
    package var cursor: Int64
    package var body: Body
}

package enum JetstreamReader {
    package static func event(_ line: [UInt8]) throws(ReadingError) -> JetstreamEvent {
        let fields = try Fields(try Fields.document(line), path: "")
        let account = try fields.identifier("did")
        guard let cursor = fields["time_us"]?.integerValue else {
            throw fields.failure(
                fields["time_us"].map { .wrongType(expected: "an integer", found: $0.typeName) } ?? .missing,
                "time_us")
        }
        let body: JetstreamEvent.Body
        switch try fields.text("kind") {
        case "commit":
            body = try commit(try fields.required("commit"), account: account, cursor: cursor)
        case "identity":
            body = .handleChanged(try fields.required("identity").label("handle"))
        case "account":
            body = .accountChanged(isActive: try fields.required("account").flag("active"))
        case nil: throw fields.failure(.missing, "kind")
        case .some: body = .ignored
        }
        return JetstreamEvent(account: account, cursor: cursor, body: body)
    }

    private static func commit(
        _ fields: Fields, account: String, cursor: Int64
    ) throws(ReadingError) -> JetstreamEvent.Body {
        let collection = try fields.identifier("collection")
        guard collection == "app.bsky.feed.post" || collection == "app.bsky.feed.repost" else {
            return .ignored
        }
        let uri = "at://\(account)/\(collection)/\(try fields.identifier("rkey"))"
        let now = EventTime(microsecondsSinceEpoch: cursor)
        let operation = try fields.text("operation")
        var post: ReadPost
        switch operation {
        case "delete":
            post = ReadPost(id: uri)
            post.uri = uri
            post.isDeleted = true
            post.edited = now
        case "create", "update":
            let record = try fields.required("record")
            guard let read = try BlueskyRecord.read(record, uri: uri, seen: now) else { return .ignored }
            post = read
            if operation == "update" { post.edited = now }
            if post.reshareOf == nil { post.link = BlueskyRecord.link(uri: uri, handle: nil) }
        case nil: throw fields.failure(.missing, "operation")
        case .some(let other):
            throw fields.failure(.unknownShape("\(PlainText.label(other)) is not an operation"), "operation")
        }
        post.author = ReadAuthor(id: account)
        return .post(post)
    }
}
