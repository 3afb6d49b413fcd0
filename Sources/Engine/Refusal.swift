/// A command that was understood and is refused. Nothing changed.
package struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// Stable words: the command line prints them and scripts match them.
    package enum Code: String, Sendable, CaseIterable {
        case unknownAccount = "unknown-account"
        case accountRetired = "account-retired"
        case unknownPost = "unknown-post"
        case postExists = "post-exists"
        case badPost = "bad-post"
        case dueInThePast = "due-in-the-past"
        case wrongState = "wrong-state"
        case stopped = "stopped"
        case unknownStop = "unknown-stop"
        case alreadyReleased = "already-released"
        case needsAnotherPerson = "needs-another-person"
        case heldCountWrong = "held-count-wrong"
        case tooEarly = "too-early"
        case unknownRule = "unknown-rule"
        case badRule = "bad-rule"
        case badMention = "bad-mention"
        case mentionFromTheFuture = "mention-from-the-future"
        case unknownCrisis = "unknown-crisis"
        case crisisEnded = "crisis-ended"
        case unknownTask = "unknown-task"
        case unknownAlert = "unknown-alert"
        case unknownDrill = "unknown-drill"
        case drillExists = "drill-exists"
        case drillEnded = "drill-ended"
        case clockBackwards = "clock-backwards"
        case nothingSelected = "nothing-selected"
        case alreadyDone = "already-done"
        case limitReached = "limit-reached"
        case notInDrill = "not-in-drill"
        case badName = "bad-name"
        case badScope = "bad-scope"
        case unknownMention = "unknown-mention"
        case unknownAuthor = "unknown-author"
        case legalHold = "legal-hold"
        case unknownHold = "unknown-hold"
        case indexing = "indexing"
        case keysUnreadable = "keys-unreadable"
        case noSpace = "no-space"

        /// It says nothing of the command: whatever mention came would be refused.
        package var isOfTheWholeIntake: Bool {
            switch self {
            case .indexing, .keysUnreadable, .noSpace: true
            default: false
            }
        }
    }

    package var code: Code
    package var message: String
    package var next: String?

    package init(_ code: Code, _ message: String, next: String? = nil) {
        self.code = code
        self.message = message
        self.next = next
    }

    package var description: String { "\(code.rawValue): \(message)" }
}
