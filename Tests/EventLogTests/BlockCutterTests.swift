import Testing

@testable import EventLog

@Suite("Cutting a commit into blocks")
struct BlockCutterTests {
    private func ends(_ sizes: [Int]) -> [Int] {
        var end = 0
        return sizes.map { size in
            end += size
            return end
        }
    }

    /// What the blocks take of LMDB's file, by its page arithmetic: nodes of a leaf page, or pages of their own.
    private func bytesOnDisk(_ slices: [BlockCutter.Slice]) -> Int {
        var leafPages = 0
        var free = 0
        var ownPages = 0
        for slice in slices {
            let node = slice.pageCount == 0 ? (16 + slice.byteCount + 1) / 2 * 2 + 2 : 26
            if node > free {
                leafPages += 1
                free = 4_080
            }
            free -= node
            ownPages += slice.pageCount
        }
        return 4_096 * (leafPages + ownPages)
    }

    @Test(
        "Every record is in one block, in order, and every block fits its place", arguments: UInt64(1)...100)
    func covers(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let largest = [200, 900, 5_000, 80_000, 1 << 20].randomElement(using: &random) ?? 200
        let sizes = (0..<Int.random(in: 1...400, using: &random)).map { _ in
            Int.random(in: 56...largest, using: &random)
        }
        var cutter = BlockCutter()
        let slices = cutter.cut(ends: ends(sizes))
        var next = 0
        for slice in slices {
            #expect(slice.start == next && slice.count > 0, "replay with seed \(seed)")
            next += slice.count
            let records = sizes[slice.start..<slice.start + slice.count].reduce(0, +)
            #expect(slice.byteCount == 32 + 4 * (slice.count - 1) + records)
            if slice.pageCount == 0 {
                #expect(slice.byteCount <= 2_000)
            } else {
                #expect(slice.byteCount <= slice.pageCount * 4_096 - 16)
                #expect(slice.byteCount > (slice.pageCount - 1) * 4_096 - 16)
                #expect(slice.pageCount <= 16 || sizes[slice.start] > 65_000)
            }
        }
        #expect(next == sizes.count)
    }

    /// Bytes on disk for each of many commits' events.
    private func density(events: Int, size: Int) -> Double {
        var cutter = BlockCutter()
        let commits = 4_000 / events + 1
        let slices = (0..<commits).flatMap { _ in
            cutter.cut(ends: ends(Array(repeating: size, count: events)))
        }
        return Double(bytesOnDisk(slices)) / Double(commits * events)
    }

    @Test("A burst of 256 events of 200 bytes takes at most 217 bytes each")
    func burst() {
        #expect(density(events: 256, size: 200) <= 217)
    }

    @Test("Single events of 200 bytes take at most 260 bytes each")
    func calm() {
        #expect(density(events: 1, size: 200) <= 260)
    }

    @Test("No number of events in a commit loses more than a fifth of the page bytes", arguments: 1...300)
    func anyBatch(count: Int) {
        #expect(density(events: count, size: 200) <= 260)
        #expect(density(events: count, size: 333) <= 333 * 1.2 + 50)
    }

    @Test("Ten events of 200 bytes do not get a page that they half fill")
    func tenEvents() {
        var cutter = BlockCutter()
        let slices = cutter.cut(ends: ends(Array(repeating: 200, count: 10)))
        #expect(slices.map(\.count) == [9, 1] && slices.allSatisfy { $0.pageCount == 0 })
    }

    @Test("A record longer than any block of several has pages of its own, and may share the last")
    func longRecord() {
        var cutter = BlockCutter()
        let slices = cutter.cut(ends: ends([200, 1 << 20, 200, 5_000]))
        #expect(slices.map(\.count) == [1, 2, 1] && slices.map(\.pageCount) == [0, 257, 2])
    }
}
