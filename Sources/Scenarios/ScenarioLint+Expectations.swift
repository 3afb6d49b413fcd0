import CrisisModel

extension ScenarioLint {
    /// What only shows when all lines are known. Problems of the expectations stand at their own lines.
    mutating func finish(_ lines: [ScenarioLine], _ expectations: Expectations?) {
        if lines.isEmpty { report(1, "", "the scenario has no lines") }
        guard let expectations else { return }
        if let last = lines.last, last.event.envelope.at > expectations.clockEnd {
            report(
                last.number, "at",
                "is after the clock's end in expect.yaml (\(expectations.clockEnd.rfc3339))")
        }
        for item in expectations.items {
            for post in item.expectation.posts where posts[post.text] == nil {
                miss("post", post.text, among: posts.keys.sorted(), item)
            }
            for rule in item.expectation.rules where rules[rule.text] == nil {
                miss("rule", rule.text, among: rules.keys.sorted(), item)
            }
            for account in item.expectation.accounts where accounts[account.text] == nil {
                miss("account", account.text, among: accounts.keys.sorted(), item)
            }
        }
    }

    private mutating func miss(
        _ what: String, _ name: String, among names: [String], _ item: Expectations.Item
    ) {
        reader.report(
            item.position, "expect.\(item.expectation.name)",
            "no line of the scenario makes the \(what) \(name)",
            suggestion: NearestName.find(name, among: names).map { "Did you mean \($0)?" }
        )
    }
}
