import Scenarios

/// One entry of `outsideOurReach`: a name, or a map with name, owner and link.
enum OutsideItemReader {
    static func read(
        _ node: DocumentNode, _ field: String, _ reader: inout DocumentReader
    ) -> Configuration.OutsideItem? {
        let bytesMax = ConfigurationLimits.outsideNameBytesMax
        if case .scalar = node.content {
            return reader.text(node, field, bytesMax: bytesMax).map {
                Configuration.OutsideItem(name: $0, owner: nil, link: nil)
            }
        }
        let values = reader.map(node, field, keys: ["name", "owner", "link"])
        guard let nameNode = values["name"] else {
            reader.missing("name", in: node, field)
            return nil
        }
        let name = reader.text(nameNode, "\(field).name", bytesMax: bytesMax)
        let owner = values["owner"].flatMap { reader.text($0, "\(field).owner", bytesMax: bytesMax) }
        let link = values["link"].flatMap { AddressReader.read($0, "\(field).link", &reader) }
        return name.map { Configuration.OutsideItem(name: $0, owner: owner, link: link?.text) }
    }
}
