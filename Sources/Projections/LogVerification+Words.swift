import EventLog

extension LogVerification {
    /// One sentence or two: what was proved, and what was not.
    package var conclusion: String {
        guard isSound else {
            return "NOT SOUND: \(findings.count) findings; what they name cannot be trusted."
        }
        return "Proved: " + bytes + foldWords + own + doubts + witnessed
    }

    private var doubts: String {
        var text = ""
        if foreignCheckpoints > 0 {
            text +=
                "\(foreignCheckpoints) checkpoints in it are of another log, from whose lines it was made: of them "
                + "only the state hashes are compared. "
        }
        if let first = keyChanges.first {
            text +=
                "WARNING: from event \(first) on another key signs under the same name; whoever did not expect that "
                + "must not believe what was signed since. "
        }
        return text
    }

    private var bytes: String {
        "events \(archivedSequence + 1) to \(lastSequence) follow each other without a gap, every block has its "
            + "checksum, every record its layout, every cause comes before its effect"
    }

    private var foldWords: String {
        archivedSequence == 0
            ? ", and the fold gives this state hash. "
            : ", and they continue the hash tree of the events before. Events 1 to \(archivedSequence) are in archives: "
                + "log archive --check proves them together with this log; the fold is not proved here. "
    }

    private var own: String {
        guard ownCheckpoints > 0 else { return "" }
        return
            "\(ownCheckpoints) checkpoints of the log's own are signed by its key and agree with its blocks"
            + (hashesCompared > 0 ? ", \(hashesCompared) recorded state hashes with the fold. " : ". ")
    }

    private var witnessed: String {
        guard let newest = witnesses?.newest else {
            return
                "Not proved: that nobody with write access replaced the whole log; for that keep a checkpoint or "
                + "the tree root outside this machine."
        }
        let last = newest.lastSequence?.rawValue ?? 0
        let proved =
            "Proved by a checkpoint that was kept elsewhere: events 1 to \(last) are those that were there "
            + "when the log had \(newest.size) blocks."
        return last == lastSequence
            ? proved
            : proved
                + " Not proved: that events \(last + 1) to \(lastSequence), which are newer than it, "
                + "were not replaced."
    }
}
