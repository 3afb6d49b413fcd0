import Cryptography
import EventLog
import Glibc
import LogFiles
import Testing

@Suite("Exact export, backup and archives")
struct LogFilesTests {
    private static let options = EventLogOptions(reserveBytes: 1 << 20)

    private static func makeLog(_ path: String, commits: Int = 300, seed: UInt64 = 1) throws -> EventLog {
        let log = try EventLog.open(directory: path, options: options, clock: .fixed)
        try fill(log, commits: commits, seed: seed)
        return log
    }

    private static func fill(_ log: EventLog, commits: Int, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<commits {
            var batch = log.makeBatch()
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                try SampleEvent.random(sequence: batch.nextSequence.rawValue, using: &random).append(
                    to: &batch)
            }
            try log.append(&batch)
        }
    }

    private static func export(_ log: EventLog, to path: String) throws {
        var text = ""
        try ExactExport.lines(of: log, place: "log") { lines in
            text += lines
            return true
        }
        try write(Array(text.utf8), to: path)
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }

    static func read(_ path: String) throws -> [UInt8] {
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            if count == 0 { return bytes }
            bytes += piece[..<count]
        }
    }

    static func failure(_ body: () throws -> Void) -> LogFileError? {
        do {
            try body()
            return nil
        } catch {
            return error as? LogFileError
        }
    }

    @Test("An exact export becomes a log with the same root, and the same export again")
    func exact() throws {
        let folder = try TemporaryDirectory()
        let log = try Self.makeLog(folder.path + "/a")
        try Self.export(log, to: folder.path + "/a.exact")
        let report = try ExactExport.importFile(folder.path + "/a.exact", into: folder.path + "/b")
        #expect(report.summary.root == log.head.treeRoot && report.resumedAfter == 0)
        let again = try ExactExport.importFile(folder.path + "/a.exact", into: folder.path + "/b")
        #expect(again.eventCount == 0)
        let copy = try EventLog.open(directory: folder.path + "/b", options: Self.options, clock: .fixed)
        #expect(copy.head.treeRoot == log.head.treeRoot)
        try Self.export(copy, to: folder.path + "/b.exact")
        #expect(try Self.read(folder.path + "/a.exact") == Self.read(folder.path + "/b.exact"))
    }

    @Test("A changed file is refused, with its line and field, and what to do")
    func changedExport() throws {
        let folder = try TemporaryDirectory()
        let log = try Self.makeLog(folder.path + "/a", commits: 12)
        try Self.export(log, to: folder.path + "/a.exact")
        let lines = String(decoding: try Self.read(folder.path + "/a.exact"), as: UTF8.self)
            .split(separator: "\n").map(String.init)
        var count = 0
        func outcome(_ change: (inout [String]) -> Void) throws -> LogFileError? {
            count += 1
            var changed = lines
            change(&changed)
            let path = folder.path + "/changed\(count)"
            try Self.write(Array((changed.joined(separator: "\n") + "\n").utf8), to: path)
            let failure = Self.failure {
                _ = try ExactExport.importFile(path, into: folder.path + "/into\(count)")
            }
            #expect(failure?.advice.isEmpty == false, "\(count)")
            return failure
        }
        let removed = try outcome { $0.remove(at: 3) }
        #expect(removed?.code == .badFile && removed?.line == 4 && removed?.field == "block")
        let swapped = try outcome { $0.swapAt(2, 3) }
        #expect(swapped?.line == 3)
        let cut = try outcome { $0.removeLast() }
        #expect(cut?.code == .incomplete)
        let edited = try outcome {
            var bytes = Array($0[5].utf8)
            bytes[80] = bytes[80] == 65 ? 66 : 65
            $0[5] = String(decoding: bytes, as: UTF8.self)
        }
        #expect(edited?.line == 6 && edited?.field == "block")
        #expect(try outcome { $0[4] = "0" + $0[4] }?.field == "firstSequence")
        #expect(try outcome { $0[4] = "x" }?.field == "firstSequence")
        #expect(try outcome { $0[0] = "{}" }?.field == "tocsin")
        #expect(try outcome { $0[0].replace("\"version\":1", with: "\"version\":2") }?.code == .newerFormat)
        let root = Base64.encode([UInt8](repeating: 7, count: 32))
        #expect(
            try outcome { $0[0].replace(/"root":"[^"]*"/, with: "\"root\":\"\(root)\"") }?.code == .notEqual)
    }

    @Test("A backup follows its source, and goes on where it was cut off")
    func backup() throws {
        let folder = try TemporaryDirectory()
        let log = try Self.makeLog(folder.path + "/a")
        let first = try LogBackup.run(from: log, place: "log", into: folder.path + "/backup")
        #expect(first.summary.root == log.head.treeRoot)
        try Self.fill(log, commits: 100, seed: 2)
        let second = try LogBackup.run(from: log, place: "log", into: folder.path + "/backup")
        #expect(second.resumedAfter == first.summary.lastSequence)
        #expect(second.summary.root == log.head.treeRoot)
        let copy = try EventLog.open(
            directory: folder.path + "/backup/log", options: Self.options, clock: .fixed)
        #expect(try copy.verify().treeRoot == log.head.treeRoot)
        #expect(try copy.events() == log.events())
        let other = try Self.makeLog(folder.path + "/other", commits: 3, seed: 9)
        let refused = Self.failure {
            _ = try LogBackup.run(from: other, place: "log", into: folder.path + "/backup")
        }
        #expect(refused != nil)
    }

    @Test("A backup beside a busy writer does not make the source grow")
    func backupBesideWriter() throws {
        let folder = try TemporaryDirectory()
        let log = try Self.makeLog(folder.path + "/a", commits: 2_000)
        let before = try log.statistics()
        var commits = 0
        _ = try LogBackup.run(from: log, place: "log", into: folder.path + "/backup") { _ in
            for _ in 0..<50 where commits < 2_000 {
                commits += 1
                _ = try? log.append([.plain()])
            }
        }
        let after = try log.statistics()
        // A page and its branches for a commit, freed and used again; a reader held open would keep them all.
        #expect(after.pagesInUse - before.pagesInUse < 40 + commits / 8, "\(commits) commits")
    }

    @Test("Archives verify alone, in a row and with the log; a pruned log and they make the whole again")
    func archives() throws {
        let folder = try TemporaryDirectory()
        let (a, store) = (folder.path + "/a", folder.path + "/archives")
        var root: String
        var paths: [String] = []
        do {
            let log = try Self.makeLog(a)
            root = log.head.treeRoot.description
            let third = log.head.eventCount / 3
            for end in [third, 2 * third] {
                paths += try LogArchive.write(from: log, place: a, into: store, through: end)
            }
            #expect(try LogArchive.write(from: log, place: a, into: store, through: third).isEmpty)
        }
        #expect(paths.count == 2)
        for path in paths { #expect(try ArchiveChain.check([path]).fileCount == 1) }
        let chain = try ArchiveChain.check(paths.reversed())
        #expect(chain.beginning.isFirst && chain.fileCount == 2)
        #expect(try chain.check(with: a).treeRoot?.description == root)
        let receipt = try LogArchive.prune(a, through: chain.lastSequence - 1, archives: store)
        #expect(receipt.removedBlockCount > 0 && receipt.beginning.lastSequence < chain.lastSequence)
        let marked = try ArchiveChain.check(paths, marks: [ArchiveChain.mark(for: a)])
        #expect(try marked.check(with: a).treeRoot?.description == root)
        let parts = try LogArchive.restore(paths, into: folder.path + "/parts")
        #expect(parts.summary.root == chain.root && parts.summary.lastSequence == chain.lastSequence)
        let whole = try LogArchive.restore(paths, rest: a, into: folder.path + "/whole")
        #expect(whole.summary.root.description == root)
        #expect(try EventLog.verify(directory: folder.path + "/whole").treeRoot?.description == root)
        // A pruned log is backed up and exported as what it is.
        let pruned = try EventLog.open(directory: a, options: Self.options, clock: .fixed)
        let backup = try LogBackup.run(from: pruned, place: a, into: folder.path + "/backup")
        #expect(backup.summary.root.description == root)
        try Self.export(pruned, to: folder.path + "/pruned.exact")
        let imported = try ExactExport.importFile(
            folder.path + "/pruned.exact", into: folder.path + "/imported")
        #expect(
            imported.summary.beginning == pruned.beginning && imported.summary.root == pruned.head.treeRoot)
        // More is archived later, behind the pruned part.
        try Self.fill(pruned, commits: 20, seed: 4)
        let later = try LogArchive.write(from: pruned, place: a, into: store, through: .max)
        #expect(later.count == 1)
        #expect(try ArchiveChain.check(paths + later).root == pruned.head.treeRoot)
    }

    @Test("A gap, another log and a flipped byte are found", arguments: UInt64(1)...40)
    func damagedArchive(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let folder = try TemporaryDirectory()
        let log = try Self.makeLog(folder.path + "/a", commits: 30, seed: seed)
        let end = log.head.eventCount
        var paths: [String] = []
        for part in 1...3 as ClosedRange<UInt64> {
            paths += try LogArchive.write(
                from: log, place: "log", into: folder.path + "/archives", through: end * part / 3)
        }
        #expect(Self.failure { _ = try ArchiveChain.check([paths[0], paths[2]]) }?.code == .incomplete)
        #expect(Self.failure { _ = try ArchiveChain.check([paths[0], paths[0]]) }?.code == .incomplete)
        var bytes = try Self.read(paths[1])
        let place = Int.random(in: 0..<bytes.count, using: &random)
        if seed % 4 == 0 {
            bytes.removeLast(bytes.count - place)
        } else {
            bytes[place] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &random)
        }
        try Self.write(bytes, to: paths[1])
        // One thing in a header is not bound by the blocks: when the log was made. All archives say it.
        #expect(Self.failure { _ = try ArchiveChain.check(paths) } != nil, "byte \(place), seed \(seed)")
    }
}
