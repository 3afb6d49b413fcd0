package import Varlink

/// What most tests need: an account and posts on it.
extension DaemonScope {
    package func register(_ account: String = "desk", at endpoint: String) throws(VarlinkClientError) {
        try call(
            "org.tocsin.Account.Register",
            [
                "account": .string(account), "network": "webhook", "handle": .string("@" + account),
                "endpoint": .string(endpoint),
            ])
    }

    /// - Returns: the state that it is in: scheduled, or held.
    @discardableResult
    package func schedule(
        _ post: String, on account: String = "desk", at dueAt: String, text: String? = nil,
        postClass: String? = nil,
        campaign: String? = nil
    ) throws(VarlinkClientError) -> String {
        var new: JSONObject = [
            "post": .string(post), "account": .string(account), "text": .string(text ?? "Text of \(post)"),
            "dueAt": .string(dueAt),
        ]
        if let postClass { new["postClass"] = .string(postClass) }
        if let campaign { new["campaign"] = .string(campaign) }
        return try call("org.tocsin.Post.Schedule", ["newPost": .object(new)])["state"]?.stringValue ?? ""
    }

    package func post(_ name: String) throws(VarlinkClientError) -> JSONValue {
        try call("org.tocsin.Post.Show", ["post": .string(name)])["post"] ?? .null
    }

    package func state(of post: String) throws(VarlinkClientError) -> String {
        try self.post(post)["state"]?.stringValue ?? ""
    }

    package func wait(
        for post: String, toBe states: Set<String>, within patience: Duration = Wait.patience
    ) async throws -> String {
        try await Wait.value(
            "post \(post) to be \(states.sorted().joined(separator: " or "))", within: patience
        ) {
            let state = try state(of: post)
            return states.contains(state) ? state : nil
        }
    }

    package func receipt(_ epoch: Int64) throws(VarlinkClientError) -> JSONValue {
        try call("org.tocsin.Stop.GetReceipt", ["epoch": .integer(epoch)])["receipt"] ?? .null
    }

    package func finalReceipt(_ epoch: Int64) async throws -> JSONValue {
        try await Wait.value("the final receipt of stop \(epoch)") {
            do throws(VarlinkClientError) {
                let receipt = try receipt(epoch)
                return receipt["final"]?.boolValue == true ? receipt : nil
            } catch .errorReply {
                // The stop is acknowledged before the log has it.
                return nil
            }
        }
    }

    package func stops() throws(VarlinkClientError) -> [JSONValue] {
        try call("org.tocsin.Stop.List")["stops"]?.arrayValue ?? []
    }

    package func engagedEpochs() throws(VarlinkClientError) -> [Int64] {
        try stops().filter { $0["released"]?.boolValue == false }.compactMap { $0["epoch"]?.integerValue }
    }

    package func status() throws(VarlinkClientError) -> JSONValue { try call("org.tocsin.Service.Status") }
}
