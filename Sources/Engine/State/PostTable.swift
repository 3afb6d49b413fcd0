package import CrisisModel

/// The posts of a realm. Those that are over (published, cancelled) change no more and are packed; whoever decides
/// looks at the open ones alone, however many went out before.
package struct PostTable: Equatable, Sendable {
    package var open: [PostID: Post] = [:]
    package private(set) var settled = PackedTable<PostID, Post>()

    package init() {}

    package var count: Int { open.count + settled.count }

    package var isEmpty: Bool { count == 0 }

    package subscript(id: PostID) -> Post? { open[id] ?? settled[id] }

    package func contains(_ id: PostID) -> Bool { open.index(forKey: id) != nil || settled.contains(id) }

    /// Open and settled ones, in no particular order.
    package func forEach(_ body: (Post) -> Void) {
        for post in open.values { body(post) }
        settled.forEach { _, post in body(post) }
    }

    package func filter(_ isWanted: (Post) -> Bool) -> [Post] {
        var wanted: [Post] = []
        forEach { if isWanted($0) { wanted.append($0) } }
        return wanted
    }

    /// A post that is over leaves the open ones.
    mutating func settle(_ id: PostID) {
        guard let index = open.index(forKey: id), open.values[index].isFinal else { return }
        settled.append(id, open.remove(at: index).value)
    }

    package mutating func visit<Coder: StateCoder>(_ name: String, _ coder: inout Coder) throws(Coder.Failure)
    {
        guard var reader = coder as? SnapshotReader else {
            return try coder.keyed(name, &open, packed: &settled)
        }
        do throws(SnapshotReaderError) {
            try read(name, &reader)
        } catch {
            throw (error as? Coder.Failure) ?? coder.invalid(name, error.reason)
        }
        coder = (reader as? Coder) ?? coder
        for id in open.keys where settled.contains(id) {
            throw coder.invalid(name, "\(id) stands in both parts")
        }
    }

    /// What `keyed` does. A start waits for it, and here, where the compiler knows all types, it takes a third of the
    /// time.
    private mutating func read(_ name: String, _ reader: inout SnapshotReader) throws(SnapshotReaderError) {
        let count = try reader.takeCollection(name)
        self.open = Dictionary(minimumCapacity: min(count, reader.remaining / 64))
        var last = PostID.blank
        for number in 0..<count {
            var id = PostID.blank
            try id.visit(key: &reader)
            guard number == 0 || last < id else { throw reader.invalid(name, "keys are not in order") }
            var post = Post.blank
            try post.visit(&reader)
            open.updateValue(consume post, forKey: id)
            last = id
        }
        settled = try reader.takePacked(name)
    }
}
