package import CrisisModel

/// Posts by due time: a binary heap whose stale entries are dropped when they reach the top.
/// It is derived from the posts and enters no hash.
package struct DueQueue: Sendable {
    package struct Entry: Comparable, Sendable {
        package var dueAt: EventTime
        package var post: PostID

        package static func < (left: Entry, right: Entry) -> Bool {
            left.dueAt != right.dueAt ? left.dueAt < right.dueAt : left.post < right.post
        }
    }

    private var heap: [Entry] = []

    package init() {}

    package var first: Entry? { heap.first }

    package mutating func insert(_ entry: Entry) {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    @discardableResult package mutating func removeFirst() -> Entry? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            guard least != parent else { return first }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
