/// The closed word lists of the domain. The raw values are what the log, the control channel and people see.

package enum StopCategory: String, Sendable, CaseIterable {
    /// What is not fully sent is aborted; what is gets up to five seconds for its answer.
    case standard
    /// Every covered transfer is cut at once (category 0).
    case cut
    /// Transfers under way may finish (category 1).
    case letFinish
}

package enum StopOrigin: String, Sendable, CaseIterable {
    case socket, control, signal, sentinel, unit, latch, persona
}

package enum Durability: String, Sendable, CaseIterable {
    case durable, untilReboot, memoryOnly
}

package enum HoldCause: String, Sendable, CaseIterable {
    case stop, rule, person
    /// The gate refused the permit after the dispatch had been recorded: nothing left.
    case blocked
    /// The wall clock stepped; a person must confirm it.
    case clock
}

package enum CrisisPhase: String, Sendable, CaseIterable {
    case calm, elevated, suspected, active, recovering, closed
}

package enum Verdict: String, Sendable, CaseIterable {
    case `true`, `false`, late
}

package enum SentimentLabel: String, Sendable, CaseIterable {
    case negative, neutral, positive
}

package enum IntakeMode: String, Sendable, CaseIterable {
    /// May fire rules, in event time.
    case live
    /// Recorded, scored and counted; never fires a rule.
    case history
}

package enum SettledOutcome: String, Sendable, CaseIterable {
    case published, notPublished
}

/// Why a person's key was destroyed.
package enum ErasureBasis: String, Sendable, CaseIterable {
    /// Asked for by the person, or by somebody for them.
    case request
    /// The retention period is over.
    case retention
}

/// What a checkpoint was signed for.
package enum CheckpointReason: String, Sendable, CaseIterable {
    case stop, release, drill, timer, demand, start, end
}

/// The form in which events left.
package enum ExportForm: String, Sendable, CaseIterable {
    case ndjson, csv, exact, evidence
}
