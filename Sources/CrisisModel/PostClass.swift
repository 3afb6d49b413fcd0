/// What kind of speech a post is; stops and rules select by it.
package enum PostClass: String, Sendable, CaseIterable {
    case routine, campaign, paid, service, crisis
}
