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
        static let magic: UInt64 = 0x3158_4E49_4353_4F54
        static let byteCount = 4_096
        static let clean = 8
        static let boot = 16
        static let identity = 24
        static let through = 40
        static let peopleFiles = 48
        static let mentionTables = 56
        static let authorTables = 64
        /// Two lists of 64 counts.
        static let counts = 128
        static let tablesMax = 64
    }

    private let header: MappedFile
    private let mentions: KeyTable
    private let authors: KeyTable
    private let people: PeopleTable
    /// Crises open in each realm, so that who was heard meanwhile is known.
    private var openCrises: [RealmID: Set<Int64>] = [:]
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
    package static func open(directory: String, identity: [UInt8], boot: UInt64) -> MentionIndex? {
        mkdir(directory, 0o700)
        return adopt(directory, identity, boot) ?? make(directory, identity, boot)
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
        func counts(_ list: Int, _ number: Int) -> [Int]? {
            let count = header.bytes.load(fromByteOffset: number, as: Int.self)
            guard (0...Layout.tablesMax).contains(count) else { return nil }
            return (0..<count).map {
                header.bytes.load(
                    fromByteOffset: Layout.counts + 8 * (list * Layout.tablesMax + $0), as: Int.self)
            }
        }
        guard let mentionCounts = counts(0, Layout.mentionTables),
            let authorCounts = counts(1, Layout.authorTables),
            index.mentions.adopt(counts: mentionCounts), index.authors.adopt(counts: authorCounts)
        else { return nil }
        let files = header.bytes.load(fromByteOffset: Layout.peopleFiles, as: Int.self)
        guard (0...Layout.tablesMax).contains(files), index.people.adopt(fileCount: files) else { return nil }
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
        header.bytes.storeBytes(of: Layout.magic, as: UInt64.self)
        return parts(header, directory)
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

    /// At the start of a fold that does not begin with event 1.
    package func seed(openCrises: [RealmID: Set<Int64>]) { self.openCrises = openCrises }

    /// What was folded counts from here on. A process that dies before this folds the same events again, and they
    /// change nothing.
    package func apply(_ events: [RecordedEvent]) {
        guard let last = events.last else { return }
        for event in events { fold(event) }
        noteCounts()
        through = last.envelope.sequence
    }

    private func fold(_ recorded: RecordedEvent) {
        let realm = recorded.envelope.realm
        switch recorded.event {
        case .mentionRecorded(let mention):
            let insertion = mentions.insert(mention.key, recorded.envelope.sequence)
            if insertion == .replaced { return }
            keep(insertion != .full)
            let known = people[mention.authorNumber]
            keep(
                people.set(
                    mention.authorNumber,
                    PeopleTable.Entry(
                        lastHeard: max(recorded.envelope.at.microsecondsSinceEpoch, 1),
                        mentions: (known?.mentions ?? 0) &+ 1,
                        inCrisis: known?.inCrisis == true || openCrises[realm]?.isEmpty == false)))
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
        noteCounts()
        guard !isFull, mentions.flush(), authors.flush(), people.flush(), header.flush() else { return }
        header.bytes.storeBytes(of: 1, toByteOffset: Layout.clean, as: UInt64.self)
        _ = header.flush()
    }

    private func keep(_ wasRoom: Bool) { if !wasRoom { isFull = true } }

    private func noteCounts() {
        for (list, counts, number) in [
            (0, mentions.counts, Layout.mentionTables), (1, authors.counts, Layout.authorTables),
        ] {
            for (index, count) in counts.enumerated() {
                header.bytes.storeBytes(
                    of: count, toByteOffset: Layout.counts + 8 * (list * Layout.tablesMax + index),
                    as: Int.self)
            }
            header.bytes.storeBytes(of: counts.count, toByteOffset: number, as: Int.self)
        }
        header.bytes.storeBytes(of: people.fileCount, toByteOffset: Layout.peopleFiles, as: Int.self)
    }
}
