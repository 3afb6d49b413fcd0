/// Which world an event belongs to: 0 is live, every other number is a drill.
package struct RealmID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let number: UInt32

    package init(_ number: UInt32) { self.number = number }

    package static let live = RealmID(0)
    package var isLive: Bool { number == 0 }
    package var description: String { isLive ? "live" : "drill \(number)" }

    package static func < (left: RealmID, right: RealmID) -> Bool { left.number < right.number }
}
