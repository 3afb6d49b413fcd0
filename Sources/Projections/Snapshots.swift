package import Engine
import Glibc

/// The snapshots in one directory. One process writes there.
package enum Snapshots {
    package struct Found: Sendable {
        package let path: String
        package let snapshot: Snapshot
        package let state: State
    }

    /// A file that could have been the newest snapshot but cannot be used.
    package struct Skipped: Hashable, Sendable {
        package let name: String
        package let error: SnapshotError
    }

    /// A file and what was in it.
    package struct Read: Sendable {
        fileprivate let name: String
        fileprivate let content: Result<(Snapshot, State), SnapshotError>

        fileprivate func get() throws(SnapshotError) -> (Snapshot, State) {
            switch content {
            case .success(let content): return content
            case .failure(let error): throw error
            }
        }
    }

    /// Reads the file with the newest name, before anybody knows whether it will do: a start does this while the log
    /// is looked at. Nil when there is none.
    package static func readAhead(in directory: String) -> Read? {
        guard let last = newestListed(in: directory) else { return nil }
        let path = directory + "/" + last.name
        do throws(SnapshotError) {
            let (snapshot, state) = try contents(of: path)
            return Read(name: last.name, content: .success((snapshot, state)))
        } catch {
            return Read(name: last.name, content: .failure(error))
        }
    }

    private static func newestListed(in directory: String) -> (sequence: UInt64, name: String)? {
        do throws(SnapshotError) { return try listing(of: directory).last } catch { return nil }
    }

    private static func contents(of path: String) throws(SnapshotError) -> (Snapshot, State) {
        let snapshot = try Snapshot.read(path)
        return (snapshot, try snapshot.state())
    }

    package struct Search: Sendable {
        package var found: Found?
        package var skipped: [Skipped] = []
    }

    /// The newest usable snapshot of this log, and what was passed over on the way to it. No directory is no snapshot.
    package static func newest(
        in directory: String, identity: [UInt8], revision: Int = State.revision,
        atOrBefore last: UInt64 = .max, ahead: Read? = nil
    ) throws(SnapshotError) -> Search {
        var search = Search()
        for (sequence, name) in try listing(of: directory).reversed() where sequence <= last {
            do throws(SnapshotError) {
                let path = directory + "/" + name
                let (snapshot, state): (Snapshot, State)
                if let ahead, ahead.name == name {
                    (snapshot, state) = try ahead.get()
                } else {
                    (snapshot, state) = try contents(of: path)
                }
                guard snapshot.identity == identity else {
                    throw SnapshotError(.otherLog, "it was made from another log")
                }
                guard Int(snapshot.stateRevision) == revision else {
                    throw SnapshotError(
                        .otherRevision, "state revision \(snapshot.stateRevision), not \(revision)")
                }
                guard snapshot.sequence == sequence else {
                    throw SnapshotError(
                        .inconsistent, "a snapshot of event \(snapshot.sequence) with another one's name")
                }
                search.found = Found(path: path, snapshot: snapshot, state: state)
                return search
            } catch {
                search.skipped.append(Skipped(name: name, error: error))
            }
        }
        return search
    }

    /// The oldest usable snapshot of this log from an event on.
    package static func oldest(
        in directory: String, identity: [UInt8], revision: Int = State.revision, atOrAfter first: UInt64
    ) throws(SnapshotError) -> Found? {
        for (sequence, _) in try listing(of: directory) where sequence >= first {
            let search = try newest(
                in: directory, identity: identity, revision: revision, atOrBefore: sequence)
            if let found = search.found, found.snapshot.sequence == sequence { return found }
        }
        return nil
    }

    /// Removes all but the newest ones and the oldest of each million events, and what a crash left half written.
    /// Answers with the names of what is gone.
    @discardableResult
    package static func prune(in directory: String) throws(SnapshotError) -> [String] {
        let all = try listing(of: directory)
        let kept = kept(of: all.map(\.sequence))
        var gone = all.filter { !kept.contains($0.sequence) }.map(\.name)
        gone += try names(in: directory).filter {
            $0.hasSuffix(".new") && sequence(of: String($0.dropLast(4))) != nil
        }
        for name in gone where unlink(directory + "/" + name) != 0 && errno != ENOENT {
            throw Snapshot.failure(.cannotWrite, directory + "/" + name)
        }
        if !gone.isEmpty { try Snapshot.flush(directory: directory) }
        return gone.sorted()
    }

    /// Which of these sequences, in ascending order, stay.
    static func kept(of sequences: [UInt64]) -> Set<UInt64> {
        var kept = Set(sequences.suffix(SnapshotLimits.newestKept))
        var milestones: [UInt64] = []
        var last: UInt64?
        for sequence in sequences {
            let million = sequence / UInt64(SnapshotLimits.milestoneSequences)
            if million != last { milestones.append(sequence) }
            last = million
        }
        for milestone in milestones.reversed() where kept.count < SnapshotLimits.keptMax {
            kept.insert(milestone)
        }
        return kept
    }

    /// In the order of their sequences.
    package static func listing(
        of directory: String
    ) throws(SnapshotError) -> [(sequence: UInt64, name: String)] {
        try names(in: directory).compactMap { name in
            sequence(of: name).map { (sequence: $0, name: name) }
        }.sorted { $0.sequence < $1.sequence }
    }

    private static func sequence(of name: String) -> UInt64? {
        guard name.hasPrefix("state-"), name.hasSuffix(".snapshot"),
            let sequence = UInt64(name.dropFirst(6).dropLast(9)),
            Snapshot.fileName(sequence: sequence) == name
        else { return nil }
        return sequence
    }

    private static func names(in directory: String) throws(SnapshotError) -> [String] {
        guard let stream = opendir(directory) else {
            if errno == ENOENT { return [] }
            throw Snapshot.failure(.cannotRead, directory)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        return names
    }
}
