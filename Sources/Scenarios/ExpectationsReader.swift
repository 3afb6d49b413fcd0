import CrisisModel

/// A document to expectations, with every problem of it.
struct ExpectationsReader {
    var reader = DocumentReader()

    static let names = [
        "crisisSuspected", "crisisDeclared", "noCrisis", "held", "heldBeforeDue", "noHolds", "published",
        "notPublished", "cancelled", "stopEngaged", "noStop", "released", "notReleased", "reviewed",
        "alertRaised",
    ]

    mutating func read(_ node: DocumentNode) -> Expectations? {
        let values = reader.map(node, "", keys: ["scenario", "clockStart", "clockEnd", "expect"])
        for key in ["scenario", "clockStart", "clockEnd", "expect"] where values[key] == nil {
            reader.missing(key, in: node, "")
        }
        let scenario = values["scenario"].flatMap { reader.text($0, "scenario", bytesMax: 100) }
        let start = values["clockStart"].flatMap { reader.time($0, "clockStart") }
        let end = values["clockEnd"].flatMap { reader.time($0, "clockEnd") }
        if let start, let end, end <= start, let node = values["clockEnd"] {
            reader.report(node.position, "clockEnd", "is not after clockStart")
        }
        var items: [Expectations.Item] = []
        if let node = values["expect"] {
            let list = reader.list(node, "expect", atMost: ScenarioLimits.expectationsMax)
            for (index, item) in list.enumerated() {
                guard let expectation = readItem(item, "expect[\(index)]") else { continue }
                items.append(Expectations.Item(position: item.position, expectation: expectation))
            }
        }
        guard let scenario, let start, let end else { return nil }
        return Expectations(scenario: scenario, clockStart: start, clockEnd: end, items: items)
    }

    private mutating func readItem(_ node: DocumentNode, _ field: String) -> ExpectedFact? {
        // `- noCrisis` says the same as `- noCrisis: {}`.
        if case .scalar(let name, _) = node.content, !node.isEmpty {
            let empty = DocumentNode(.map([]), at: node.position)
            let entry = DocumentNode.Entry(key: name, position: node.position, value: empty)
            return readItem(DocumentNode(.map([entry]), at: node.position), field)
        }
        guard case .map(let entries) = node.content, let entry = entries.first, entries.count == 1 else {
            reader.report(
                node.position, field, "must be one expectation with its details",
                suggestion: "Such as: - heldBeforeDue: { post: offer-1 }"
            )
            return nil
        }
        guard Self.names.contains(entry.key) else {
            let near = NearestName.find(entry.key, among: Self.names)
            reader.report(
                entry.position, field,
                "\(DocumentReader.shown(entry.key)) is no expectation that is known here",
                suggestion: near.map { "Did you mean \($0)?" }
                    ?? "Known: \(Self.names.joined(separator: ", "))"
            )
            return nil
        }
        return readKnown(entry.key, entry.value, "\(field).\(entry.key)")
    }

    private mutating func readKnown(_ name: String, _ node: DocumentNode, _ field: String) -> ExpectedFact? {
        switch name {
        case "crisisSuspected":
            let values = reader.map(node, field, keys: ["by", "after", "rule"])
            let rule = values["rule"].flatMap { reader.name($0, "\(field).rule", of: RuleSubject.self) }
            return .crisisSuspected(within: range(values, field), rule: rule)
        case "crisisDeclared":
            return .crisisDeclared(within: range(reader.map(node, field, keys: ["by", "after"]), field))
        case "noCrisis":
            let values = reader.map(node, field, keys: ["rules"])
            return .noCrisis(rules: identifiers(values["rules"], "\(field).rules"))
        case "alertRaised":
            return .alertRaised(within: range(reader.map(node, field, keys: ["by", "after"]), field))
        case "noStop":
            _ = reader.map(node, field, keys: [])
            return .noStop
        case "stopEngaged":
            let values = reader.map(node, field, keys: ["by", "after", "heldAtLeast"])
            return .stopEngaged(
                within: range(values, field),
                heldAtLeast: count(values["heldAtLeast"], "\(field).heldAtLeast") ?? 0
            )
        case "released":
            let values = reader.map(node, field, keys: ["stop", "by", "after", "persons"])
            return .released(
                stop: count(values["stop"], "\(field).stop", from: 1) ?? 1, within: range(values, field),
                persons: count(values["persons"], "\(field).persons", from: 1) ?? 1
            )
        case "notReleased":
            let values = reader.map(node, field, keys: ["stop"])
            return .notReleased(stop: count(values["stop"], "\(field).stop", from: 1) ?? 1)
        default: return readOfPosts(name, node, field)
        }
    }

    private static let selecting = ["posts", "classes", "accounts", "campaigns"]

    private mutating func readOfPosts(_ name: String, _ node: DocumentNode, _ field: String) -> ExpectedFact?
    {
        switch name {
        case "heldBeforeDue":
            return post(reader.map(node, field, keys: ["post"]), node, field).map { .heldBeforeDue(post: $0) }
        case "cancelled":
            return post(reader.map(node, field, keys: ["post"]), node, field).map { .cancelled(post: $0) }
        case "held":
            let values = reader.map(node, field, keys: Self.selecting + ["atLeast"])
            return .held(
                selection(values, field), atLeast: count(values["atLeast"], "\(field).atLeast", from: 1) ?? 1)
        case "noHolds":
            return .noHolds(selection(reader.map(node, field, keys: Self.selecting), field))
        case "reviewed":
            let values = reader.map(node, field, keys: Self.selecting + ["allHeldPosts"])
            if let node = values["allHeldPosts"], reader.flag(node, "\(field).allHeldPosts") == false {
                reader.report(
                    node.position, "\(field).allHeldPosts", "can only be true; leave it out otherwise")
            }
            return .reviewed(selection(values, field))
        case "published": return readPublished(node, field)
        default:
            let values = reader.map(node, field, keys: Self.selecting + ["after", "until"])
            return .notPublished(
                selection(values, field), after: moment(values["after"], "\(field).after") ?? .start,
                until: moment(values["until"], "\(field).until") ?? .end
            )
        }
    }

    private mutating func readPublished(_ node: DocumentNode, _ field: String) -> ExpectedFact? {
        let values = reader.map(node, field, keys: ["post", "by", "after", "count"] + Self.selecting)
        if let countNode = values["count"] {
            if values["post"] != nil || values["by"] != nil || values["after"] != nil {
                reader.report(
                    countNode.position, "\(field).count", "counts posts: post, by and after do not go with it"
                )
            }
            guard let count = count(countNode, "\(field).count") else { return nil }
            return .publishedCount(selection(values, field), count: count)
        }
        if let key = Self.selecting.first(where: { values[$0] != nil }) {
            reader.report(node.position, "\(field).\(key)", "needs a count beside it")
            return nil
        }
        return post(values, node, field).map { .published(post: $0, within: range(values, field)) }
    }

    // MARK: - Parts

    private mutating func post(
        _ values: [String: DocumentNode], _ node: DocumentNode, _ field: String
    ) -> PostID? {
        guard let value = values["post"] else {
            reader.missing("post", in: node, field)
            return nil
        }
        return reader.name(value, "\(field).post")
    }

    private mutating func range(_ values: [String: DocumentNode], _ field: String) -> ExpectedFact.TimeRange {
        let after = values["after"].flatMap { reader.time($0, "\(field).after") }
        let by = values["by"].flatMap { reader.time($0, "\(field).by") }
        if let after, let by, by < after, let node = values["by"] {
            reader.report(node.position, "\(field).by", "is before after")
        }
        return ExpectedFact.TimeRange(after: after, by: by)
    }

    private mutating func count(_ node: DocumentNode?, _ field: String, from least: Int64 = 0) -> Int64? {
        node.flatMap { reader.integer($0, field, in: least...1_000_000_000) }
    }

    private mutating func selection(
        _ values: [String: DocumentNode], _ field: String
    ) -> ExpectedFact.PostSelection {
        var classes: [PostClass] = []
        if let node = values["classes"] {
            let items = reader.list(node, "\(field).classes", atMost: PostClass.allCases.count)
            for (index, item) in items.enumerated() {
                if let value = reader.choice(item, "\(field).classes[\(index)]", as: PostClass.self) {
                    classes.append(value)
                }
            }
        }
        return ExpectedFact.PostSelection(
            posts: identifiers(values["posts"], "\(field).posts"), classes: classes,
            accounts: identifiers(values["accounts"], "\(field).accounts"),
            campaigns: identifiers(values["campaigns"], "\(field).campaigns")
        )
    }

    private mutating func identifiers<Subject>(_ node: DocumentNode?, _ field: String) -> [Identifier<
        Subject
    >] {
        guard let node else { return [] }
        var names: [Identifier<Subject>] = []
        let items = reader.list(node, field, atMost: ScenarioLimits.namesPerExpectationMax)
        for (index, item) in items.enumerated() {
            if let name = reader.name(item, "\(field)[\(index)]", of: Subject.self) { names.append(name) }
        }
        return names
    }

    private mutating func moment(_ node: DocumentNode?, _ field: String) -> ExpectedFact.Moment? {
        guard let node, let text = reader.text(node, field, bytesMax: 40) else { return nil }
        switch text {
        case "start": return .start
        case "end": return .end
        case "crisisSuspected": return .crisisSuspected
        case "crisisDeclared": return .crisisDeclared
        case "stopEngaged": return .stopEngaged
        case "release": return .release
        case "end-or-release", "release-or-end": return .releaseOrEnd
        default:
            if let first = text.utf8.first, (0x30...0x39).contains(first) {
                return reader.time(node, field).map { .time($0) }
            }
            let words = [
                "start", "crisisSuspected", "crisisDeclared", "stopEngaged", "release", "release-or-end",
                "end",
            ]
            reader.report(
                node.position, field, "\(DocumentReader.shown(text)) is neither a time nor a moment",
                suggestion: NearestName.find(text, among: words).map { "Did you mean \($0)?" }
                    ?? "Moments: \(words.joined(separator: ", "))"
            )
            return nil
        }
    }
}
