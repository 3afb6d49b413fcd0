/// The daemon started.
package struct LogOpened: EventPayload {
    package static let kind = EventKind.logOpened

    package var version: String = ""
    package var bootID: String = ""
    /// The stop epoch of this start: no number is ever given twice.
    package var epoch: Int64 = 0
    /// The verifier key of the log's signatures from here on, as `name+hash+key`.
    package var publicKey: String? = nil
    /// The revision of the fold that runs from here on.
    package var stateRevision: Int64? = nil

    package init() {}

    package init(
        version: String, bootID: String, epoch: Int64, publicKey: String? = nil, stateRevision: Int64? = nil
    ) {
        self.version = version
        self.bootID = bootID
        self.epoch = epoch
        self.publicKey = publicKey
        self.stateRevision = stateRevision
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.text("version", &version)
        try coder.text("bootID", &bootID)
        try coder.integer("epoch", &epoch)
        try coder.text("publicKey", &publicKey)
        try coder.integer("stateRevision", &stateRevision)
    }

    package var event: CrisisEvent { .logOpened(self) }
}

/// The log before this one was damaged and is frozen; this one goes on from its sound beginning.
package struct LogSucceeded: EventPayload {
    package static let kind = EventKind.logSucceeded

    /// The origin of the log before.
    package var predecessor: String = ""
    /// Blocks taken over from it, byte by byte.
    package var keptBlocks: Int64 = 0
    /// The last event taken over.
    package var keptThrough: Int64 = 0
    /// The root of the tree over the blocks taken over.
    package var keptRoot: Digest = .zero
    /// Ranges of events that can still be read in the frozen log, as `first-last`.
    package var soundRanges: [String] = []
    /// Ranges of events that cannot.
    package var lostRanges: [String] = []
    /// The newest signed checkpoint of the log before.
    package var checkpoint: String? = nil
    /// Where the frozen log lies.
    package var frozenAs: String = ""
    package var persons: [String] = []

    package init() {}

    package init(
        predecessor: String, keptBlocks: Int64, keptThrough: Int64, keptRoot: Digest, soundRanges: [String],
        lostRanges: [String], checkpoint: String? = nil, frozenAs: String, persons: [String]
    ) {
        self.predecessor = predecessor
        self.keptBlocks = keptBlocks
        self.keptThrough = keptThrough
        self.keptRoot = keptRoot
        self.soundRanges = soundRanges
        self.lostRanges = lostRanges
        self.checkpoint = checkpoint
        self.frozenAs = frozenAs
        self.persons = persons
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.text("predecessor", &predecessor)
        try coder.integer("keptBlocks", &keptBlocks)
        try coder.integer("keptThrough", &keptThrough)
        try coder.digest("keptRoot", &keptRoot)
        try coder.texts("soundRanges", &soundRanges)
        try coder.texts("lostRanges", &lostRanges)
        try coder.text("checkpoint", &checkpoint)
        try coder.text("frozenAs", &frozenAs)
        try coder.texts("persons", &persons)
    }

    package var event: CrisisEvent { .logSucceeded(self) }
}

/// The log up to a block, and the state it folds to, were signed.
package struct LogCheckpointSigned: EventPayload {
    package static let kind = EventKind.logCheckpointSigned

    /// Blocks.
    package var treeSize: Int64 = 0
    /// The last event in them.
    package var lastSequence: Int64 = 0
    package var root: Digest = .zero
    /// Of the state folded from the events up to that one.
    package var stateHash: Digest = .zero
    /// The revision of the fold that gave it.
    package var stateRevision: Int64 = 0
    package var reason: CheckpointReason = .demand
    /// The signed note, whole.
    package var note: String = ""

    package init() {}

    package init(
        treeSize: Int64, lastSequence: Int64, root: Digest, stateHash: Digest, stateRevision: Int64,
        reason: CheckpointReason, note: String
    ) {
        self.treeSize = treeSize
        self.lastSequence = lastSequence
        self.root = root
        self.stateHash = stateHash
        self.stateRevision = stateRevision
        self.reason = reason
        self.note = note
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("treeSize", &treeSize)
        try coder.integer("lastSequence", &lastSequence)
        try coder.digest("root", &root)
        try coder.digest("stateHash", &stateHash)
        try coder.integer("stateRevision", &stateRevision)
        try coder.choice("reason", &reason)
        try coder.text("note", &note)
    }

    package var event: CrisisEvent { .logCheckpointSigned(self) }
}

/// Somebody took events out.
package struct LogExported: EventPayload {
    package static let kind = EventKind.logExported

    package var from: Int64 = 0
    package var to: Int64 = 0
    package var form: ExportForm = .ndjson
    /// With what identifies authors, and their texts.
    package var personalData: Bool = false
    package var purpose: String? = nil

    package init() {}

    package init(
        from: Int64, to: Int64, form: ExportForm, personalData: Bool, purpose: String? = nil
    ) {
        self.from = from
        self.to = to
        self.form = form
        self.personalData = personalData
        self.purpose = purpose
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("from", &from)
        try coder.integer("to", &to)
        try coder.choice("form", &form)
        try coder.flag("personalData", &personalData)
        try coder.text("purpose", &purpose)
    }

    package var event: CrisisEvent { .logExported(self) }
}

/// Nothing that this covers may be erased until it is lifted.
package struct LogLegalHoldPlaced: EventPayload {
    package static let kind = EventKind.logLegalHoldPlaced

    package var hold: Int64 = 0
    /// Nil: everybody.
    package var author: Int64? = nil
    package var reason: String? = nil

    package init() {}

    package init(
        hold: Int64, author: Int64? = nil, reason: String? = nil
    ) {
        self.hold = hold
        self.author = author
        self.reason = reason
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("hold", &hold)
        try coder.integer("author", &author)
        try coder.text("reason", &reason)
    }

    package var event: CrisisEvent { .logLegalHoldPlaced(self) }
}

/// A legal hold ended.
package struct LogLegalHoldLifted: EventPayload {
    package static let kind = EventKind.logLegalHoldLifted

    package var hold: Int64 = 0
    package var reason: String? = nil

    package init() {}

    package init(
        hold: Int64, reason: String? = nil
    ) {
        self.hold = hold
        self.reason = reason
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("hold", &hold)
        try coder.text("reason", &reason)
    }

    package var event: CrisisEvent { .logLegalHoldLifted(self) }
}

/// An administrator declares that this version folds or decides otherwise than the log records, and is to go on.
package struct LogMigrated: EventPayload {
    package static let kind = EventKind.logMigrated

    package var fromRevision: Int64? = nil
    package var toRevision: Int64 = 0
    /// The last event of the old meaning.
    package var throughSequence: Int64 = 0
    /// What the new fold makes of the events up to that one.
    package var stateHash: Digest = .zero
    /// The first event that this version would have decided otherwise.
    package var firstDifference: Int64? = nil
    package var reason: String? = nil

    package init() {}

    package init(
        fromRevision: Int64? = nil, toRevision: Int64, throughSequence: Int64, stateHash: Digest,
        firstDifference: Int64? = nil, reason: String? = nil
    ) {
        self.fromRevision = fromRevision
        self.toRevision = toRevision
        self.throughSequence = throughSequence
        self.stateHash = stateHash
        self.firstDifference = firstDifference
        self.reason = reason
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("fromRevision", &fromRevision)
        try coder.integer("toRevision", &toRevision)
        try coder.integer("throughSequence", &throughSequence)
        try coder.digest("stateHash", &stateHash)
        try coder.integer("firstDifference", &firstDifference)
        try coder.text("reason", &reason)
    }

    package var event: CrisisEvent { .logMigrated(self) }
}

/// The file system of the log is nearly full.
package struct LogSpaceLow: EventPayload {
    package static let kind = EventKind.logSpaceLow

    package var freeBytes: Int64 = 0
    package var lowWaterBytes: Int64 = 0

    package init() {}

    package init(
        freeBytes: Int64, lowWaterBytes: Int64
    ) {
        self.freeBytes = freeBytes
        self.lowWaterBytes = lowWaterBytes
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("freeBytes", &freeBytes)
        try coder.integer("lowWaterBytes", &lowWaterBytes)
    }

    package var event: CrisisEvent { .logSpaceLow(self) }
}
