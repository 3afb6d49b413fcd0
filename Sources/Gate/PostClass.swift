/// What kind of speech a post is. Rules, plans and stops select by it.
package enum PostClass: UInt8, Sendable, CaseIterable {
    case routine
    case campaign
    case paid
    case service
    case crisis
}
