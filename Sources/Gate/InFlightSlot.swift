/// A transfer's place in the table of those under way. Using it after `finish` changes nothing.
package struct InFlightSlot: Hashable, Sendable {
    let index: Int
    let generation: UInt32
}
