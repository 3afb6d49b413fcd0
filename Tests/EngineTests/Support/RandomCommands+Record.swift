import CrisisModel
import Engine

/// What the record says of itself, and of the people in it.
extension RandomCommands {
    mutating func aboutRecord(_ state: State) -> Command {
        switch Int.random(in: 0..<16, using: &random) {
        case 0, 1, 2:
            return .eraseAuthors(
                (0..<Int.random(in: 0...2, using: &random)).map { _ in author(state) },
                chance(70) ? .request : .retention, reason: chance(90) ? "asked for" : "",
                role: chance(50) ? "privacy" : nil)
        case 3, 4:
            return .placeLegalHold(
                author: chance(25) ? nil : author(state), reason: chance(50) ? "court" : nil)
        case 5, 6, 7: return .liftLegalHold(hold(state), reason: chance(50) ? "over" : nil)
        case 8, 9:
            return .noteDeletion(
                mention: .random(in: 0...state.lastSequence + 1, using: &random),
                reason: chance(50) ? "gone" : nil)
        case 10: return .noteCheckpoint(checkpoint(state))
        case 11:
            return .noteExport(
                LogExported(
                    from: 1, to: Int64(state.lastSequence), form: pick(ExportForm.allCases),
                    personalData: chance(50), purpose: chance(50) ? "audit" : nil))
        case 12:
            return .noteMigration(
                LogMigrated(
                    fromRevision: chance(50) ? 1 : nil, toRevision: Int64(State.revision),
                    throughSequence: Int64(state.lastSequence), stateHash: digest(),
                    firstDifference: chance(50) ? 3 : nil, reason: "new version"))
        case 13: return succession(state)
        case 14:
            return chance(50)
                ? .noteLowSpace(LogSpaceLow(freeBytes: 9_000_000, lowWaterBytes: 100_000_000))
                : .noteUntrustedClock(seconds: .random(in: 0...9_000, using: &random))
        default: return .raiseAlert(subject: "Keys were not destroyed", text: "Look at the file system.")
        }
    }

    /// Mostly somebody; now and then nobody.
    private mutating func author(_ state: State) -> Int64 {
        .random(in: 0...state.authors.count + 1, using: &random)
    }

    private mutating func hold(_ state: State) -> Int64 {
        let known = state.authors.holds.keys.sorted()
        return known.isEmpty || chance(10) ? .random(in: 0...9, using: &random) : pick(known)
    }

    private mutating func digest() -> Digest {
        Digest(words: (random.next(), random.next(), random.next(), random.next()))
    }

    private mutating func checkpoint(_ state: State) -> LogCheckpointSigned {
        LogCheckpointSigned(
            treeSize: .random(in: 1...99, using: &random), lastSequence: Int64(state.lastSequence),
            root: digest(), stateHash: digest(), stateRevision: Int64(State.revision),
            reason: pick(CheckpointReason.allCases), note: "tocsin\n1\nAA==\n\n— tocsin AA==\n")
    }

    private mutating func succession(_ state: State) -> Command {
        .noteSuccession(
            LogSucceeded(
                predecessor: "tocsin/00", keptBlocks: 3, keptThrough: Int64(state.lastSequence),
                keptRoot: digest(), soundRanges: ["1-2"], lostRanges: chance(50) ? ["3-4"] : [],
                checkpoint: chance(50) ? "note" : nil, frozenAs: "log-1", persons: ["ana", "ben"]))
    }

    /// What the daemon alone notices.
    static func isTheDaemons(_ command: Command) -> Bool {
        switch command {
        case .noteCheckpoint, .noteLowSpace, .noteUntrustedClock, .raiseAlert: true
        default: false
        }
    }
}
