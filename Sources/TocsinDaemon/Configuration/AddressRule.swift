/// What an address given by a command must be, such as the endpoint of an account: the rules of the configuration.
package enum AddressRule {
    /// In a person's words what is wrong with it; nil if nothing is.
    package static func problem(with text: String) -> String? {
        guard text.utf8.count <= ConfigurationLimits.addressBytesMax else {
            return "the address is longer than \(ConfigurationLimits.addressBytesMax) bytes"
        }
        let address: WebAddress
        do throws(WebAddress.Failure) {
            address = try WebAddress(text)
        } catch {
            return "the address \(error.words)"
        }
        if let what = SecretShape.find(in: text) ?? SecretShape.find(inParameters: address.parameters) {
            return "the address holds what looks like \(what). \(SecretAdvice.text)"
        }
        guard address.isSecure || address.isLoopback else {
            return "the address must be https; http is for this machine only"
        }
        return nil
    }
}
