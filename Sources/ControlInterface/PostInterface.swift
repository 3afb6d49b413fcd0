/// Posts: queue, hold, review, cancel.
package enum PostInterface {
    package static let name = "org.tocsin.Post"

    package struct Post: Codable, Hashable, Sendable {
        package var post: String
        package var account: String
        package var network: String
        /// routine, campaign, paid, service or crisis.
        package var postClass: String
        package var campaign: String?
        package var text: String
        package var dueAt: String
        /// scheduled, held, dispatching, published, failed, unknown, cancelled or missed.
        package var state: String
        /// Why it is held: stop, rule, person, blocked or clock.
        package var heldBecause: String?
        package var heldByStop: Int64?
        package var heldByCrisis: Int64?
        /// A person must decide on it before it can go out.
        package var needsReview: Bool
        package var approvedBy: String?
        package var attempt: Int64
        package var link: String?
        /// The words of the network, or why it is held.
        package var reason: String?

        package init(
            post: String, account: String, network: String, postClass: String, campaign: String? = nil,
            text: String, dueAt: String, state: String, heldBecause: String? = nil,
            heldByStop: Int64? = nil, heldByCrisis: Int64? = nil, needsReview: Bool,
            approvedBy: String? = nil, attempt: Int64, link: String? = nil, reason: String? = nil
        ) {
            self.post = post
            self.account = account
            self.network = network
            self.postClass = postClass
            self.campaign = campaign
            self.text = text
            self.dueAt = dueAt
            self.state = state
            self.heldBecause = heldBecause
            self.heldByStop = heldByStop
            self.heldByCrisis = heldByCrisis
            self.needsReview = needsReview
            self.approvedBy = approvedBy
            self.attempt = attempt
            self.link = link
            self.reason = reason
        }
    }

    package struct NewPost: Codable, Hashable, Sendable {
        /// Left out: a name is given.
        package var post: String?
        package var account: String
        /// Left out: routine.
        package var postClass: String?
        package var campaign: String?
        package var text: String
        /// With a zone.
        package var dueAt: String

        package init(
            post: String? = nil, account: String, postClass: String? = nil, campaign: String? = nil,
            text: String, dueAt: String
        ) {
            self.post = post
            self.account = account
            self.postClass = postClass
            self.campaign = campaign
            self.text = text
            self.dueAt = dueAt
        }
    }

    package struct RefusedPost: Codable, Hashable, Sendable {
        /// The position in the call, from 1.
        package var index: Int64
        package var post: String?
        package var reason: String

        package init(index: Int64, post: String? = nil, reason: String) {
            self.index = index
            self.post = post
            self.reason = reason
        }
    }

    package struct Decision: Codable, Hashable, Sendable {
        package var post: String
        /// keep (its own, future time), move (needs dueAt) or cancel.
        package var decision: String
        package var dueAt: String?

        package init(post: String, decision: String, dueAt: String? = nil) {
            self.post = post
            self.decision = decision
            self.dueAt = dueAt
        }
    }
}
