import ControlInterface

/// Posts as CSV: what `post list --csv` writes and, with the last two columns filled in, `post decide` reads.
enum PostCSV {
    static let columns = [
        "post", "account", "class", "dueAt", "state", "heldBecause", "campaign", "text", "reason", "decision",
        "newDueAt",
    ]

    static var header: String { CSVWriter.record(columns) }

    static func record(_ post: PostInterface.Post) -> String {
        CSVWriter.record([
            post.post, post.account, post.postClass, post.dueAt, post.state, post.heldBecause ?? "",
            post.campaign ?? "", CSVWriter.harmless(post.text), CSVWriter.harmless(post.reason ?? ""), "", "",
        ])
    }
}
