package import CrisisModel
package import Detection

/// An adopted rule and what it has heard.
package struct Rule: CanonicalState {
    package var adopted: RuleAdopted
    package var window: CountWindow
    package var retired = false
    /// The event of its newest adoption.
    package var sequence: UInt64

    package init(_ adopted: RuleAdopted, sequence: UInt64) {
        self.adopted = adopted
        self.sequence = sequence
        window = CountWindow(parameters: Self.parameters(of: adopted))
    }

    package static func parameters(of adopted: RuleAdopted) -> CountWindow.Parameters {
        CountWindow.Parameters(
            windowMicroseconds: adopted.windowMinutes * 60_000_000, threshold: Int(adopted.threshold),
            minimumAuthors: Int(adopted.minimumAuthors)
        )
    }

    package static var blank: Rule { Rule(RuleAdopted(), sequence: 0) }

    /// The rule without what it has heard.
    package var withoutWindow: Rule {
        var rule = self
        rule.window = CountWindow(parameters: window.parameters)
        return rule
    }

    /// Whether what this rule has counted would also count under the new version.
    package func counts(sameAs new: RuleAdopted) -> Bool {
        adopted.unit == new.unit && adopted.account == new.account && adopted.language == new.language
            && adopted.scoreBelow == new.scoreBelow
    }

    package func hears(_ mention: MentionRecorded) -> Bool {
        !retired && mention.mode == .live && (adopted.unit == nil || adopted.unit == mention.unit)
            && (adopted.account == nil || adopted.account == mention.account)
            && (adopted.language == nil || adopted.language == mention.language)
    }

    /// Whether its hold reaches this post. Crisis statements pass every rule.
    package func holds(_ post: Post) -> Bool {
        post.postClass != .crisis && adopted.holdClasses.contains(post.postClass)
            && (adopted.unit == nil || adopted.unit == post.unit)
            && (adopted.account == nil || adopted.account == post.account)
    }

    package mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.nested("adopted", &adopted)
        try coder.flag("retired", &retired)
        try coder.nested("window", &window)
        try coder.unsigned("sequence", &sequence)
    }
}
