/// Something that publishes for us and that Tocsin cannot stop: another tool, a boosted post, a network's own schedule.
package struct OutsideItem: Hashable, Sendable {
    package var name: String
    package var owner: String?
    package var link: String?

    package init(name: String, owner: String? = nil, link: String? = nil) {
        self.name = name
        self.owner = owner
        self.link = link
    }
}
