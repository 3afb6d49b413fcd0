/// All that the gate asks of a post.
package struct PostFacts: Hashable, Sendable {
    package var post: UInt64
    package var network: ScopeName
    package var account: ScopeName
    package var campaign: ScopeName?
    package var postClass: PostClass
    package var textHash: TextHash
    package var crisisDeclared: Bool
    package var approval: PostApproval?

    package init(
        post: UInt64, network: ScopeName, account: ScopeName, campaign: ScopeName? = nil,
        postClass: PostClass,
        textHash: TextHash, crisisDeclared: Bool = false, approval: PostApproval? = nil
    ) {
        self.post = post
        self.network = network
        self.account = account
        self.campaign = campaign
        self.postClass = postClass
        self.textHash = textHash
        self.crisisDeclared = crisisDeclared
        self.approval = approval
    }
}
