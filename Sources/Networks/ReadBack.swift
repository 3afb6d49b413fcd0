package import CrisisModel
package import HTTPTransport

/// Did this post go out? Asked of the network when no answer told.
package struct ReadBackQuestion: Sendable {
    package var request: PublishRequest
    /// Nothing older than this can be the post: when the sending was begun, less what clocks may disagree by.
    package var notBefore: EventTime
    /// Links of other posts that are known to be out: each status stands for one post only.
    package var known: Set<String>

    package init(request: PublishRequest, notBefore: EventTime, known: Set<String>) {
        self.request = request
        self.notBefore = notBefore
        self.known = known
    }
}

/// A bounded search over the account's own posts, request by request.
package protocol ReadBack: Sendable {
    /// The next page to ask for.
    var next: HTTPRequest { get }
    mutating func take(_ response: HTTPResponse) -> ReadBackStep
}

package enum ReadBackStep: Sendable {
    case goOn
    case ended(ReadBackFinding)
}

package enum ReadBackFinding: Hashable, Sendable {
    case found(link: String?)
    /// The account was read far enough back, and the post is not there now.
    case absent
    /// The account could not be read; that says nothing about the post.
    case unreadable(reason: String)
}
