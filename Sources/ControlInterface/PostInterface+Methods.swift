package import Varlink

extension PostInterface {
    /// Schedules one post. Under a stop that covers it, it is accepted as held and the notice says so.
    package enum Schedule: ControlMethod {
        package static let name = "org.tocsin.Post.Schedule"

        package struct Parameters: Codable, Hashable, Sendable {
            package var newPost: NewPost
            package var clientId: String?
            package var drill: String?

            package init(newPost: NewPost, clientId: String? = nil, drill: String? = nil) {
                self.newPost = newPost
                self.clientId = clientId
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var post: String
            package var state: String
            package var notice: String?

            package init(post: String, state: String, notice: String? = nil) {
                self.post = post
                self.state = state
                self.notice = notice
            }
        }
    }

    /// Schedules many; each is accepted or refused by itself.
    package enum ScheduleMany: ControlMethod {
        package static let name = "org.tocsin.Post.ScheduleMany"

        package struct Parameters: Codable, Hashable, Sendable {
            package var posts: [NewPost]
            package var drill: String?

            package init(posts: [NewPost], drill: String? = nil) {
                self.posts = posts
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var accepted: [String]
            package var heldCount: Int64
            package var refused: [RefusedPost]

            package init(accepted: [String], heldCount: Int64, refused: [RefusedPost]) {
                self.accepted = accepted
                self.heldCount = heldCount
                self.refused = refused
            }
        }
    }

    /// With more, one post a reply; without it, all in one, at most 1,000.
    package enum List: ControlMethod {
        package static let name = "org.tocsin.Post.List"
        package static let more = MoreSupport.supported

        package struct Parameters: Codable, Hashable, Sendable {
            package var state: String?
            package var account: String?
            package var campaign: String?
            package var held: Bool?
            package var needsReview: Bool?
            package var drill: String?

            package init(
                state: String? = nil, account: String? = nil, campaign: String? = nil, held: Bool? = nil,
                needsReview: Bool? = nil, drill: String? = nil
            ) {
                self.state = state
                self.account = account
                self.campaign = campaign
                self.held = held
                self.needsReview = needsReview
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var posts: [Post]
            package var total: Int64

            package init(posts: [Post], total: Int64) {
                self.posts = posts
                self.total = total
            }
        }
    }

    package enum Show: ControlMethod {
        package static let name = "org.tocsin.Post.Show"

        package struct Parameters: Codable, Hashable, Sendable {
            package var post: String
            package var drill: String?

            package init(post: String, drill: String? = nil) {
                self.post = post
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var post: Post

            package init(post: Post) {
                self.post = post
            }
        }
    }

    /// Replaces the text; an approval is void afterwards.
    package enum Edit: ControlMethod {
        package static let name = "org.tocsin.Post.Edit"

        package struct Parameters: Codable, Hashable, Sendable {
            package var post: String
            package var text: String
            package var drill: String?

            package init(post: String, text: String, drill: String? = nil) {
                self.post = post
                self.text = text
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var approvalVoided: Bool

            package init(approvalVoided: Bool) {
                self.approvalVoided = approvalVoided
            }
        }
    }

    /// Approves a post for exactly its present text.
    package enum Approve: ControlMethod {
        package static let name = "org.tocsin.Post.Approve"

        package struct Parameters: Codable, Hashable, Sendable {
            package var post: String
            package var drill: String?

            package init(post: String, drill: String? = nil) {
                self.post = post
                self.drill = drill
            }
        }

        package typealias Reply = Empty
    }

    package enum Hold: ControlMethod {
        package static let name = "org.tocsin.Post.Hold"

        package struct Parameters: Codable, Hashable, Sendable {
            package var posts: [String]
            package var reason: String?
            package var drill: String?

            package init(posts: [String], reason: String? = nil, drill: String? = nil) {
                self.posts = posts
                self.reason = reason
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var held: Int64

            package init(held: Int64) {
                self.held = held
            }
        }
    }

    /// Lifts a person's own hold where the time is still ahead.
    package enum Unhold: ControlMethod {
        package static let name = "org.tocsin.Post.Unhold"

        package struct Parameters: Codable, Hashable, Sendable {
            package var post: String
            package var drill: String?

            package init(post: String, drill: String? = nil) {
                self.post = post
                self.drill = drill
            }
        }

        package typealias Reply = Empty
    }

    /// Calls posts off for good, by name or by scope. Needs one of both.
    package enum Cancel: ControlMethod {
        package static let name = "org.tocsin.Post.Cancel"

        package struct Parameters: Codable, Hashable, Sendable {
            package var posts: [String]?
            package var scopes: [String]?
            package var reason: String?
            package var drill: String?

            package init(
                posts: [String]? = nil, scopes: [String]? = nil, reason: String? = nil, drill: String? = nil
            ) {
                self.posts = posts
                self.scopes = scopes
                self.reason = reason
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var cancelled: [String]

            package init(cancelled: [String]) {
                self.cancelled = cancelled
            }
        }
    }

    /// A person's decisions on held posts. A time that has passed cannot be kept.
    package enum Review: ControlMethod {
        package static let name = "org.tocsin.Post.Review"

        package struct Parameters: Codable, Hashable, Sendable {
            package var decisions: [Decision]
            package var drill: String?

            package init(decisions: [Decision], drill: String? = nil) {
                self.decisions = decisions
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var decided: Int64
            package var refused: [RefusedPost]

            package init(decided: Int64, refused: [RefusedPost]) {
                self.decided = decided
                self.refused = refused
            }
        }
    }

    /// Says what became of a post whose outcome is unknown: published or notPublished.
    package enum Resolve: ControlMethod {
        package static let name = "org.tocsin.Post.Resolve"

        package struct Parameters: Codable, Hashable, Sendable {
            package var post: String
            package var outcome: String
            package var note: String?
            package var drill: String?

            package init(post: String, outcome: String, note: String? = nil, drill: String? = nil) {
                self.post = post
                self.outcome = outcome
                self.note = note
                self.drill = drill
            }
        }

        package typealias Reply = Empty
    }
}
