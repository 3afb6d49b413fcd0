import Scenarios

/// An address in the configuration: an http or https one, without anything secret in it.
enum AddressReader {
    static func read(_ node: DocumentNode, _ field: String, _ reader: inout DocumentReader) -> WebAddress? {
        guard let text = reader.text(node, field, bytesMax: ConfigurationLimits.addressBytesMax) else {
            return nil
        }
        let address: WebAddress
        do throws(WebAddress.Failure) {
            address = try WebAddress(text)
        } catch {
            let isSecret = error == .userInfo
            reader.report(node.position, field, error.words, suggestion: isSecret ? SecretAdvice.text : nil)
            return nil
        }
        if let what = SecretShape.find(in: text) ?? SecretShape.find(inParameters: address.parameters) {
            reader.report(
                node.position, field, "holds what looks like \(what)", suggestion: SecretAdvice.text)
            return nil
        }
        return address
    }
}
