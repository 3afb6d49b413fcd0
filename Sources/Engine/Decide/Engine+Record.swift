import CrisisModel

/// What the record says of itself, and of the people in it.
extension Engine {
    /// The caller looked it up: the event is a mention of this realm.
    mutating func noteDeletion(_ mention: UInt64, _ reason: String?) throws(Refusal) {
        try checkNote("reason", reason)
        guard mention > 0, mention <= state.lastSequence else {
            throw Refusal(.unknownMention, "event \(mention) is no mention")
        }
        guard !realm.deletedMentions.contains(mention) else {
            throw Refusal(.alreadyDone, "mention \(mention) is known to be deleted at its source")
        }
        emit(
            MentionDeletedAtSource(mention: Int64(bitPattern: mention), reason: reason), causedBy: mention)
    }

    /// The keys are destroyed only after this is on disk.
    mutating func erase(
        _ authors: [Int64], _ basis: ErasureBasis, _ reason: String, _ role: String?
    ) throws(Refusal) {
        guard !authors.isEmpty, authors.count <= EngineLimits.authorsPerErasureMax else {
            throw Refusal(.nothingSelected, "authors: 1 to \(EngineLimits.authorsPerErasureMax) in one call")
        }
        if basis == .request {
            try checkPerson("erase an author")
            guard !reason.isEmpty else { throw Refusal(.badName, "reason: say why and at whose request") }
        }
        try checkNote("reason", reason)
        for author in authors {
            guard author > 0, author <= state.authors.count else {
                throw Refusal(.unknownAuthor, "there is no author \(author)")
            }
            if let hold = state.authors.hold(on: author) {
                throw Refusal(
                    .legalHold,
                    "author \(author) is under legal hold \(hold.placed.hold)"
                        + (hold.placed.reason.map { ": \($0)" } ?? ""),
                    next: "tocsinctl log hold lift \(hold.placed.hold)"
                )
            }
            guard !state.authors.isErased(author) else {
                throw Refusal(.alreadyDone, "author \(author) is erased already")
            }
        }
        // Two handles may lead to one author.
        var named: Set<Int64> = []
        let each = authors.filter { named.insert($0).inserted }
        emit(AuthorErased(authors: each, basis: basis, reason: reason, role: role))
    }

    mutating func placeHold(_ author: Int64?, _ reason: String?) throws(Refusal) {
        try checkPerson("place a legal hold")
        try checkNote("reason", reason)
        if let author {
            guard author > 0, author <= state.authors.count else {
                throw Refusal(.unknownAuthor, "there is no author \(author)")
            }
            guard !state.authors.isErased(author) else {
                throw Refusal(.wrongState, "author \(author) is erased: there is nothing left to hold")
            }
        }
        guard state.authors.holds.count < EngineLimits.legalHoldsMax else {
            throw Refusal(.limitReached, "more than \(EngineLimits.legalHoldsMax) legal holds")
        }
        let sequence = Int64(bitPattern: state.lastSequence + 1)
        emit(LogLegalHoldPlaced(hold: sequence, author: author, reason: reason))
    }

    mutating func liftHold(_ hold: Int64, _ reason: String?) throws(Refusal) {
        try checkPerson("lift a legal hold")
        try checkNote("reason", reason)
        guard state.authors.holds[hold] != nil else {
            throw Refusal(.unknownHold, "there is no legal hold \(hold)", next: "tocsinctl log hold list")
        }
        emit(LogLegalHoldLifted(hold: hold, reason: reason), causedBy: UInt64(bitPattern: hold))
    }

    mutating func noteSuccession(_ succession: LogSucceeded) {
        let sequence = emit(succession)
        let lost = succession.lostRanges.joined(separator: ", ")
        raiseAlert(
            "The log was damaged and has a successor",
            "Events up to \(succession.keptThrough) were kept. Lost: \(lost.isEmpty ? "none" : lost). "
                + "The damaged log is frozen. Publishing is stopped.",
            causedBy: sequence
        )
    }

    mutating func noteLowSpace(_ space: LogSpaceLow) {
        let sequence = emit(space)
        raiseAlert(
            "The disk of the log is nearly full",
            "\(space.freeBytes / 1_048_576) MiB are free, below \(space.lowWaterBytes / 1_048_576) MiB. When it is full, "
                + "intake is refused; stop, release, crisis and alerts go on from the reserve.",
            causedBy: sequence
        )
    }

    mutating func noteUntrustedClock(seconds: Int64) {
        let sequence = emit(ClockUntrusted(secondsUnsynchronised: seconds))
        raiseAlert(
            "The clock is not synchronised",
            "The machine has not been able to synchronise its clock for \(seconds / 60) minutes. Posts may go out early or late.",
            causedBy: sequence
        )
    }
}
