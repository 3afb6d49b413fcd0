package import CrisisModel
import Glibc

/// Which mentions are known, who has which number, and what retention asks of each author: what grows with the
/// mentions, in files that can be deleted and made anew from the log. Folded from durable events, and asked by the
/// writer before a mention is decided.
///
/// The files are memory shared with the kernel: they outlive a process that is killed, and are not to be trusted after
/// the machine went down, unless they were closed. It belongs to one thread at a time.
package final class MentionIndex: @unchecked Sendable {
    private enum Layout {
        /// "TOCSINX2".
        static let magic: UInt64 = 0x3258_4E49_5343_4F54
        static let byteCount = 4_096
        static let clean = 8
        static let boot = 16
        static let identity = 24
        static let through = 40
        static let peopleFiles = 48
        static let mentionTables = 56
        static let authorTables = 64
        /// Of the last event folded, its time and kind: which history of the log this is.
        static let throughAt = 72
        static let throughKind = 80
        /// The crises open at that event, each a realm and a number of eight bytes.
        static let openCrises = 88
        static let openCrisisList = 96
        static let openCrisesMax = (byteCount - openCrisisList) / 16
        static let filesMax = 40
    }

    private let header: MappedFile
    private let mentions: KeyTable
    private let authors: KeyTable
    private let people: PeopleTable
    /// Crises open in each realm, so that who was heard meanwhile is known.
    private var openCrises: [RealmID: Set<Int64>] = [:]
    /// More were open at once than the file can name: everybody heard since counts as heard in one.
    private var areTooManyOpen = false
    /// There was no room for more: what is known is incomplete, and nothing may be taken for new.
    package private(set) var isFull = false

    private init(
        header: MappedFile, mentions: KeyTable, authors: KeyTable, people: PeopleTable
    ) {
        self.header = header
        self.mentions = mentions
        self.authors = authors
        self.people = people
    }

    /// Goes on with the files in the directory when they can be trusted for this log, and otherwise begins anew with
    /// nothing. Nil when not even that can be written. `boot` tells one run of the machine from another.
    package static func open(
        directory: String, identity: [UInt8], boot: UInt64, anew: Bool = false
    ) -> MentionIndex? {
        mkdir(directory, 0o700)
        if !anew, let index = adopt(directory, identity, boot) { return index }
        return make(directory, identity, boot)
    }

    private static func adopt(_ directory: String, _ identity: [UInt8], _ boot: UInt64) -> MentionIndex? {
        guard
            let header = MappedFile.map(directory + "/index", byteCount: Layout.byteCount, make: false),
            header.bytes.load(as: UInt64.self) == Layout.magic,
            Array(header.bytes[Layout.identity..<Layout.identity + 16]) == identity
        else { return nil }
        let sameBoot = boot != 0 && header.bytes.load(fromByteOffset: Layout.boot, as: UInt64.self) == boot
        guard sameBoot || header.bytes.load(fromByteOffset: Layout.clean, as: UInt64.self) == 1 else {
            return nil
        }
        let index = parts(header, directory)
        func number(_ offset: Int) -> Int? {
            let count = header.bytes.load(fromByteOffset: offset, as: Int.self)
            return (0...Layout.filesMax).contains(count) ? count : nil
        }
        guard let mentionTables = number(Layout.mentionTables),
            let authorTables = number(Layout.authorTables),
            let peopleFiles = number(Layout.peopleFiles),
            index.mentions.adopt(tableCount: mentionTables), index.authors.adopt(tableCount: authorTables),
            index.people.adopt(fileCount: peopleFiles), index.adoptOpenCrises()
        else { return nil }
        header.bytes.storeBytes(of: 0, toByteOffset: Layout.clean, as: UInt64.self)
        header.bytes.storeBytes(of: boot, toByteOffset: Layout.boot, as: UInt64.self)
        return index
    }

    private static func make(_ directory: String, _ identity: [UInt8], _ boot: UInt64) -> MentionIndex? {
        guard let header = MappedFile.map(directory + "/index", byteCount: Layout.byteCount, make: true)
        else { return nil }
        header.bytes.storeBytes(of: boot, toByteOffset: Layout.boot, as: UInt64.self)
        for (offset, byte) in identity.prefix(16).enumerated() {
            header.bytes[Layout.identity + offset] = byte
        }
        let index = parts(header, directory)
        guard index.mentions.grow(), index.authors.grow(), index.people.grow() else { return nil }
        index.noteFiles()
        header.bytes.storeBytes(of: Layout.magic, as: UInt64.self)
        return index
    }

    private static func parts(_ header: MappedFile, _ directory: String) -> MentionIndex {
        MentionIndex(
            header: header, mentions: KeyTable { "\(directory)/mentions-\($0)" },
            authors: KeyTable { "\(directory)/authors-\($0)" },
            people: PeopleTable { "\(directory)/people-\($0)" })
    }

    /// The last event folded.
    package private(set) var through: UInt64 {
        get { header.bytes.load(fromByteOffset: Layout.through, as: UInt64.self) }
        set { header.bytes.storeBytes(of: newValue, toByteOffset: Layout.through, as: UInt64.self) }
    }

    /// The event that recorded it.
    package func mention(_ key: KeyedHash) -> UInt64? { mentions[key] }

    /// The newest number that this person was given.
    package func author(_ tag: KeyedHash) -> Int64? { authors[tag].map { Int64(bitPattern: $0) } }

    package func mentionCount(of author: Int64) -> Int { Int(people[author]?.mentions ?? 0) }

    /// The time and kind of the last event folded.
    package var lastFolded: (at: Int64, kind: UInt64) {
        (
            header.bytes.load(fromByteOffset: Layout.throughAt, as: Int64.self),
            header.bytes.load(fromByteOffset: Layout.throughKind, as: UInt64.self)
        )
    }

    /// With room again, what found none is folded from the log.
    func tryAgain() { isFull = false }

    /// What was folded counts from here on. A process that dies before this folds the same events again, and they
    /// change nothing.
    package func apply(_ events: [RecordedEvent]) { apply(events) { _ in } }

    /// `mark` is called behind the fold with each detection's evidence.
    func apply(_ events: [RecordedEvent], mark: (DetectionFired) -> Void) {
        guard let last = events.last, !isFull else { return }
        for event in events { fold(event) }
        for event in events {
            if case .detectionFired(let fired) = event.event { mark(fired) }
        }
        noteFiles()
        // What found no room is folded again.
        if isFull { return }
        noteOpenCrises()
        header.bytes.storeBytes(
            of: last.envelope.at.microsecondsSinceEpoch, toByteOffset: Layout.throughAt, as: Int64.self)
        header.bytes.storeBytes(
            of: UInt64(last.event.kind.rawValue), toByteOffset: Layout.throughKind, as: UInt64.self)
        through = last.envelope.sequence
    }

    private func fold(_ recorded: RecordedEvent) {
        let realm = recorded.envelope.realm
        switch recorded.event {
        case .mentionRecorded(let mention):
            let sequence = recorded.envelope.sequence
            let insertion = mentions.insert(mention.key, sequence)
            if case .replaced(let old) = insertion, old != sequence { return }
            keep(insertion != .full)
            let known = people[mention.authorNumber]
            if let known, known.through >= sequence { return }
            let isInCrisis = areTooManyOpen || openCrises[realm]?.isEmpty == false
            keep(
                people.set(
                    mention.authorNumber,
                    PeopleTable.Entry(
                        lastHeard: max(recorded.envelope.at.microsecondsSinceEpoch, 1),
                        mentions: (known?.mentions ?? 0) &+ 1,
                        inCrisis: known?.inCrisis == true || isInCrisis, through: sequence)))
        case .authorKeyAssigned(let assigned):
            keep(authors.insert(assigned.tag, UInt64(bitPattern: assigned.author)) != .full)
        case .crisisSuspected(let crisis): openCrises[realm, default: []].insert(crisis.crisis)
        case .crisisDeclared(let crisis): openCrises[realm, default: []].insert(crisis.crisis)
        case .crisisDismissed(let crisis): openCrises[realm]?.remove(crisis.crisis)
        case .crisisClosed(let crisis): openCrises[realm]?.remove(crisis.crisis)
        default: break
        }
    }

    /// Those in the evidence of a detection were heard before the crisis was open.
    package func markInCrisis(_ author: Int64) {
        guard var entry = people[author] else { return }
        entry.inCrisis = true
        keep(people.set(author, entry))
    }

    /// Authors last heard before `horizon` and never in a crisis, at most `limit`, from the lowest number above `after`.
    package func expired(
        before horizon: EventTime, after: Int64, through last: Int64, limit: Int, isErased: (Int64) -> Bool
    ) -> [Int64] {
        var found: [Int64] = []
        var author = after + 1
        while author <= last, found.count < limit {
            if let entry = people[author], !entry.inCrisis,
                entry.lastHeard < horizon.microsecondsSinceEpoch, !isErased(author)
            {
                found.append(author)
            }
            author += 1
        }
        return found
    }

    /// An orderly end: from here on the files can be trusted after a restart of the machine too.
    package func closeCleanly() {
        noteFiles()
        guard !isFull, mentions.flush(), authors.flush(), people.flush(), header.flush() else { return }
        header.bytes.storeBytes(of: 1, toByteOffset: Layout.clean, as: UInt64.self)
        _ = header.flush()
    }

    private func keep(_ wasRoom: Bool) { if !wasRoom { isFull = true } }

    private func noteFiles() {
        for (count, offset) in [
            (mentions.tableCount, Layout.mentionTables), (authors.tableCount, Layout.authorTables),
            (people.fileCount, Layout.peopleFiles),
        ] {
            header.bytes.storeBytes(of: count, toByteOffset: offset, as: Int.self)
        }
    }

    private func noteOpenCrises() {
        let all = openCrises.flatMap { realm, numbers in numbers.map { (realm, $0) } }
        for (index, (realm, number)) in all.prefix(Layout.openCrisesMax).enumerated() {
            let offset = Layout.openCrisisList + 16 * index
            header.bytes.storeBytes(of: UInt64(realm.number), toByteOffset: offset, as: UInt64.self)
            header.bytes.storeBytes(of: number, toByteOffset: offset + 8, as: Int64.self)
        }
        header.bytes.storeBytes(
            of: areTooManyOpen ? Layout.openCrisesMax + 1 : min(all.count, Layout.openCrisesMax + 1),
            toByteOffset: Layout.openCrises, as: Int.self)
    }

    private func adoptOpenCrises() -> Bool {
        let count = header.bytes.load(fromByteOffset: Layout.openCrises, as: Int.self)
        guard (0...Layout.openCrisesMax + 1).contains(count) else { return false }
        areTooManyOpen = count > Layout.openCrisesMax
        for index in 0..<min(count, Layout.openCrisesMax) {
            let offset = Layout.openCrisisList + 16 * index
            let realm = header.bytes.load(fromByteOffset: offset, as: UInt64.self)
            let number = header.bytes.load(fromByteOffset: offset + 8, as: Int64.self)
            openCrises[RealmID(UInt32(truncatingIfNeeded: realm)), default: []].insert(number)
        }
        return true
    }
}
