import CrisisModel
import Scenarios

/// One entry of `alerts`.
enum AlertChannelReader {
    private enum ChannelSubject {}

    static func read(
        _ node: DocumentNode, _ field: String, _ reader: inout DocumentReader
    ) -> Configuration.AlertChannel? {
        let values = reader.map(node, field, keys: ["name", "webhook", "credential"])
        guard let nameNode = values["name"] else {
            reader.missing("name", in: node, field)
            return nil
        }
        let name = reader.name(nameNode, "\(field).name", of: ChannelSubject.self)
        var credential: String?
        if let node = values["credential"] {
            credential = self.credential(node, "\(field).credential", &reader)
            guard credential != nil else { return nil }
        }
        guard let webhookNode = values["webhook"] else {
            guard let name, let credential else {
                if values["credential"] == nil {
                    reader.report(
                        node.position, "\(field).webhook", "is missing",
                        suggestion: "Give the address, or only a credential whose text is the address"
                    )
                }
                return nil
            }
            return Configuration.AlertChannel(name: name.text, webhook: nil, credential: credential)
        }
        guard let webhook = AddressReader.read(webhookNode, "\(field).webhook", &reader), let name else {
            return nil
        }
        guard webhook.isSecure || webhook.isLoopback else {
            reader.report(
                webhookNode.position, "\(field).webhook",
                "must be https: an alert would travel in the open",
                suggestion: "http is for this machine only"
            )
            return nil
        }
        return Configuration.AlertChannel(name: name.text, webhook: webhook.text, credential: credential)
    }

    /// A credential's name is a file name of systemd's; a value pasted here by mistake must not pass for one.
    private static func credential(_ node: DocumentNode, _ field: String, _ reader: inout DocumentReader)
        -> String?
    {
        guard let text = reader.text(node, field, bytesMax: ConfigurationLimits.credentialBytesMax) else {
            return nil
        }
        let allowed = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
            default: false
            }
        }
        guard allowed, text != ".", text != ".." else {
            reader.report(node.position, field, "must be a credential's name: letters, digits, dots, - and _")
            return nil
        }
        guard SecretShape.find(in: text) == nil else {
            reader.report(
                node.position, field, "looks like the secret itself, not like its name",
                suggestion: SecretAdvice.text
            )
            return nil
        }
        return text
    }
}
