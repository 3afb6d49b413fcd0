/// Cuts a commit into blocks so that little of LMDB's pages is lost. Blocks are the leaves of the hash tree: once
/// written they are never cut again, so the rule may change but old blocks stay as they are.
///
/// LMDB keeps values of up to about 2,020 bytes in its leaf pages, side by side, and never goes back to a page that it
/// has left; a longer value gets whole pages of 4,096 bytes, less 16, of its own. So, from the front of what is left
/// of the commit:
/// 1. all of it fits in 2,000 bytes and in the leaf page being filled: one small block;
/// 2. it is longer than 2,000 bytes: the largest number of pages, up to 16, that the longest fitting run of records
///    fills to 15/16: one block of pages;
/// 3. otherwise the longest run that fits in 2,000 bytes and in the leaf page being filled: one small block;
/// 4. not one record fits there: the longest run that fits in 2,000 bytes, on a new leaf page;
/// 5. the first record alone is longer than that: the number of pages that loses the smallest share.
///
/// What is left of the leaf page is reckoned, not asked for; after opening it is taken to be full. A wrong guess costs
/// some bytes and nothing else.
struct BlockCutter {
    /// The largest block kept in a leaf page.
    static let smallBlockBytesMax = 2_000
    static let pageBytes = 4_096
    /// What LMDB takes of a page, or of a run of pages, for itself.
    static let pageHeaderBytes = 16
    /// What it takes in a leaf page for each value: a node's head, the key, a slot.
    static let nodeBytes = 18
    /// A node whose value lies on pages of its own holds their number.
    static let pageReferenceBytes = 8
    /// One event is read by checking one block, so a block of several events stays small: 64 KiB.
    static let pagesMax = 16
    /// A block of pages may lose one part in this many.
    static let lossDivisor = 16

    struct Slice: Hashable {
        let start: Int
        let count: Int
        let byteCount: Int
        /// 0 for a small block.
        let pageCount: Int
    }

    /// Bytes left in the leaf page being filled.
    private var leafRoom = 0

    /// Cuts a commit. `ends` are the end offsets of its records, in order.
    mutating func cut(ends: [Int]) -> [Slice] {
        var slices: [Slice] = []
        var start = 0
        while start < ends.count {
            let slice = next(ends: ends, start: start)
            place(slice)
            slices.append(slice)
            start += slice.count
        }
        return slices
    }

    private mutating func place(_ slice: Slice) {
        let value = slice.pageCount == 0 ? slice.byteCount : Self.pageReferenceBytes
        let node = Self.nodeBytes + (value + 1) / 2 * 2
        if node > leafRoom { leafRoom = Self.pageBytes - Self.pageHeaderBytes }
        leafRoom -= node
    }

    private func next(ends: [Int], start: Int) -> Slice {
        let base = start == 0 ? 0 : ends[start - 1]
        let left = ends.count - start
        func bytes(_ count: Int) -> Int {
            BlockLayout.byteCount(records: count, recordBytes: ends[start + count - 1] - base)
        }
        func longest(_ limit: Int, from known: Int) -> Int {
            var count = known
            while count < left, count < BlockLayout.recordsMax, bytes(count + 1) <= limit { count += 1 }
            return count
        }
        func small(_ count: Int) -> Slice {
            Slice(start: start, count: count, byteCount: bytes(count), pageCount: 0)
        }
        let here = longest(min(Self.smallBlockBytesMax, (leafRoom - Self.nodeBytes) / 2 * 2), from: 0)
        if here == left { return small(left) }
        let fresh = longest(Self.smallBlockBytesMax, from: here)
        if fresh < left {
            var runs = PageRuns()
            let firstPages = Self.pages(bytes(1))
            var count = 0
            for pageCount in firstPages...max(firstPages, Self.pagesMax) where count < left {
                let before = count
                count = longest(pageCount * Self.pageBytes - Self.pageHeaderBytes, from: before)
                // No record more: the last page would be empty.
                if count == before { continue }
                runs.add(Slice(start: start, count: count, byteCount: bytes(count), pageCount: pageCount))
            }
            if let filled = runs.filled { return filled }
            if fresh == 0, let leastLost = runs.leastLost { return leastLost }
        }
        return small(here > 0 ? here : fresh)
    }

    /// The blocks of pages that could be cut, from few pages to many.
    private struct PageRuns {
        /// The longest that is filled well enough.
        var filled: Slice?
        /// The one that loses the smallest share; among equals the shortest.
        var leastLost: Slice?

        mutating func add(_ slice: Slice) {
            if slice.pageCount <= pagesMax, lost(slice) * lossDivisor <= slice.pageCount * pageBytes {
                filled = slice
            }
            if let best = leastLost, lost(slice) * best.pageCount >= lost(best) * slice.pageCount { return }
            leastLost = slice
        }

        private func lost(_ slice: Slice) -> Int {
            slice.pageCount * pageBytes - pageHeaderBytes - slice.byteCount
        }
    }

    static func pages(_ byteCount: Int) -> Int {
        (byteCount + pageHeaderBytes + pageBytes - 1) / pageBytes
    }
}
