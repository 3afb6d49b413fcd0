package import CrisisModel

/// One post, on its way to one account.
package struct PublishRequest: Sendable {
    package var post: PostID
    package var account: AccountID
    package var handle: String
    package var endpoint: String
    /// From a credential; it reaches no log, journal or error.
    package var token: String?
    package var text: String
    package var textHash: Digest
    package var postClass: PostClass
    package var campaign: CampaignID?
    package var attempt: Int64
    package var certificateAuthorityFile: String?

    package init(
        post: PostID, account: AccountID, handle: String, endpoint: String, token: String?, text: String,
        textHash: Digest, postClass: PostClass, campaign: CampaignID?, attempt: Int64,
        certificateAuthorityFile: String? = nil
    ) {
        self.post = post
        self.account = account
        self.handle = handle
        self.endpoint = endpoint
        self.token = token
        self.text = text
        self.textHash = textHash
        self.postClass = postClass
        self.campaign = campaign
        self.attempt = attempt
        self.certificateAuthorityFile = certificateAuthorityFile
    }
}

/// What became of it.
package enum PublishOutcome: Hashable, Sendable {
    case published(link: String?)
    /// The network said no, or nothing of the request left.
    case failed(reason: String)
    /// Something left and no answer tells what became of it. Never sent again blindly.
    case unknown(reason: String)
    /// The permit was refused: nothing left.
    case blocked(reason: String)
}
