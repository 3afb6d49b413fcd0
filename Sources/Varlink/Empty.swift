/// For a method without parameters, a reply without fields, and the members of a set.
package struct Empty: Codable, Sendable, Hashable {
    package init() {}
}
