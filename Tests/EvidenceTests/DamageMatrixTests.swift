import Cryptography
import Evidence
import EventLog
import Glibc
import Testing

/// Each kind of tampering against each check, on real logs. `docs/evidence.md` shows the table; this test measures it.
@Suite("The damage matrix", .enabled(if: Python.isThere, "python3 and openssl are needed"))
struct DamageMatrixTests {
    private static let columns = [
        "`log verify`, bytes alone", "and the log's own recorded checkpoints",
        "`log verify`, older checkpoint", "`log verify`, newer checkpoint",
        "the event's inclusion proof", "consistency proof", "`verify.py`, older checkpoint",
        "`verify.py`, newer checkpoint", "the log's own new checkpoint",
    ]

    private struct Row {
        let name: String
        let log: DiskLog
        /// The number that the event concerned had.
        var event: UInt64 = 23
        /// The key that whoever changed the log has.
        let key: SigningKey
        /// Columns in which nothing can be seen, by what the check knows.
        var blind: Set<Int>
    }

    private let key: SigningKey
    private let honest: DiskLog
    private let older: SignedCheckpoint
    private let newer: SignedCheckpoint

    /// Forty commits of three events; the log signs its checkpoint at 10, 20 and 30.
    private static let plan: DiskLog.Plan = (0..<40).map { commit in
        let texts = (0..<3).map { DiskLog.Item.text("event \($0) of commit \(commit)") }
        return commit > 0 && commit % 10 == 0 ? [.checkpoint] + texts : texts
    }

    init() throws {
        key = try SigningKey(name: DiskLog.name, seed: [UInt8](repeating: 1, count: 32))
        honest = try DiskLog(Self.plan, key: key)
        let log = try honest.open()
        func checkpoint(_ size: UInt64, _ key: SigningKey) throws -> SignedCheckpoint {
            try Checkpoint(origin: DiskLog.name, size: size, root: log.root(at: size)).signed(with: key)
        }
        older = try checkpoint(DiskLog(Array(Self.plan.prefix(20)), key: key).open().head.blockCount, key)
        newer = try checkpoint(log.head.blockCount, key)
    }

    private func rewritten(_ key: SigningKey? = nil, _ change: (inout DiskLog.Plan) -> Void) throws -> DiskLog
    {
        var plan = Self.plan
        change(&plan)
        return try DiskLog(plan, key: key ?? self.key)
    }

    private func rows() throws -> [Row] {
        // What the log says of itself, signed again by whoever changed it with the log's key.
        let (alone, recorded, own) = (0, 1, 8)
        // Older checkpoints cannot know of a later end.
        let olderOnes: Set = [2, 6]
        let notes = try LogProver.recorded(in: honest.open()).map(\.checkpoint.text)
        let stranger = try SigningKey(name: DiskLog.name, seed: [UInt8](repeating: 2, count: 32))
        let flipped = try rewritten { _ in }
        try flipped.flip("event 1 of commit 7")
        let place = try honest.blocks().lastIndex { $0.key <= 23 } ?? 0
        func cut(_ count: Int) throws -> DiskLog { try rewritten { $0 = Array($0.prefix(count)) } }
        return [
            Row(name: "nothing", log: honest, key: key, blind: Set(0...8)),
            Row(
                name: "made again, nothing changed", log: try rewritten { _ in }, key: key, blind: Set(0...8)),
            Row(name: "event edited: a bit in the file", log: flipped, key: key, blind: []),
            Row(
                name: "event edited: log rewritten",
                log: try rewritten { $0[7][1] = .text("event 1 as it never was") }, key: key,
                blind: [alone, recorded, own]),
            Row(
                name: "event edited: log rewritten without the key",
                log: try rewritten { plan in
                    plan[7][1] = .text("event 1 as it never was")
                    for (index, note) in notes.enumerated() { plan[10 * (index + 1)][0] = .note(note) }
                }, key: key, blind: [alone, own]),
            Row(
                name: "event dropped: its block taken out",
                log: try DiskLog(honest) { $0.remove(at: place) }, key: key, blind: []),
            Row(
                name: "event dropped: log rewritten", log: try rewritten { $0[7].remove(at: 1) }, key: key,
                blind: [alone, recorded, own]),
            Row(
                name: "two reordered: their blocks' bytes exchanged",
                log: try DiskLog(honest) {
                    let bytes = $0[place].bytes
                    $0[place].bytes = $0[place + 1].bytes
                    $0[place + 1].bytes = bytes
                }, key: key, blind: []),
            Row(
                name: "two reordered: log rewritten", log: try rewritten { $0[7].swapAt(0, 1) }, key: key,
                blind: [alone, recorded, own]),
            Row(
                name: "truncated behind the older checkpoint", log: try cut(30), event: 123, key: key,
                blind: olderOnes.union([alone, recorded, own])),
            Row(
                name: "truncated exactly at the older checkpoint", log: try cut(20), event: 123, key: key,
                blind: olderOnes.union([alone, recorded, own])),
            Row(
                name: "truncated before the older checkpoint", log: try cut(12), event: 123, key: key,
                blind: [alone, recorded, own]),
            Row(
                name: "unsealed: a checkpoint event taken out",
                log: try rewritten { $0[10].removeFirst() }, event: 31, key: key,
                blind: [alone, recorded, own]),
            Row(
                name: "edited and re-sealed with a newer key",
                log: try rewritten(stranger) { $0[7][1] = .text("event 1 as it never was") }, key: stranger,
                blind: [alone]),
        ]
    }

    // MARK: The checks; "-" is nothing seen

    private func word(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "-"
        } catch let error as EventLogError {
            return "`\(error.code.rawValue)`"
        } catch let error as EvidenceError {
            return "`\(error.code.rawValue)`"
        } catch ProofFailure.log(let error) {
            return "`\(error.code.rawValue)`"
        } catch ProofFailure.evidence(let error) {
            return "`\(error.code.rawValue)`"
        } catch {
            return "\(error)"
        }
    }

    private func verify(_ row: Row, _ checkpoints: [SignedCheckpoint], own: Bool = false) throws -> String {
        let recorded = own ? (try? LogProver.recorded(in: row.log.open())) ?? [] : []
        let set = WitnessSet(
            checkpoints.map { ("", $0) }, own: recorded.map { ("", $0.checkpoint) }, origin: DiskLog.name,
            key: key.verifier)
        let report = try EventLog.verify(directory: row.log.path, witnesses: set.witnesses)
        var kinds: [String] = []
        for kind in report.findings.map(\.kind.rawValue) + set.refused.map(\.error.code.rawValue)
        where !kinds.contains(kind) {
            kinds.append(kind)
        }
        return kinds.isEmpty ? "-" : kinds.map { "`\($0)`" }.joined(separator: ", ")
    }

    private func python(_ row: Row, _ checkpoint: SignedCheckpoint) throws -> String {
        let directory = try TemporaryDirectory()
        let bundle = directory.path + "/bundle"
        try row.log.writeBundle(to: bundle, key: row.key.verifier, checkpoints: [checkpoint])
        let outcome = try Python.run(
            [bundle + "/verify.py", bundle, "--key", key.verifier.text], in: directory.path)
        #expect((outcome.status == 0) == outcome.findings.isEmpty && outcome.status <= 1, "\(outcome.output)")
        return outcome.findings.first.map { "`\($0)`" } ?? "-"
    }

    private func measure(_ row: Row) throws -> [String] {
        let sequence = Envelope.Sequence(rawValue: row.event)
        return [
            try verify(row, []), try verify(row, [], own: true), try verify(row, [older]),
            try verify(row, [newer]),
            word {
                let proof = try EventProof.make(sequence, in: row.log.open(), checkpoint: newer)
                _ = try proof.verify(with: key.verifier)
            },
            word {
                let proof = try ConsistencyProof.make(in: row.log.open(), from: older, to: newer)
                try proof.verify(with: key.verifier)
            },
            try python(row, older), try python(row, newer),
            word {
                let head = try row.log.open().head
                let own = try Checkpoint(origin: DiskLog.name, size: head.blockCount, root: head.treeRoot)
                try own.signed(with: row.key).verify(with: key.verifier)
            },
        ]
    }

    @Test("Each kind of tampering is seen by each check that can know of it, and the document says so")
    func matrix() throws {
        var table = [
            "| what was done | " + Self.columns.joined(separator: " | ") + " |",
            "|---" + String(repeating: "|---", count: Self.columns.count) + "|",
        ]
        for row in try rows() {
            let cells = try measure(row)
            for (column, cell) in cells.enumerated() {
                #expect(
                    (cell == "-") == row.blind.contains(column),
                    "\(row.name): \(Self.columns[column]) gave \(cell)")
            }
            table.append("| \(row.name) | " + cells.joined(separator: " | ") + " |")
        }
        let document = try text(of: "docs/evidence.md").split(separator: "\n").map(String.init)
        let start = try #require(
            document.firstIndex(of: table[0]), "measured:\n\(table.joined(separator: "\n"))")
        let written = document[start...].prefix { $0.hasPrefix("|") }
        #expect(Array(written) == table, "measured:\n\(table.joined(separator: "\n"))")
    }

    private func text(of file: String) throws -> String {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let bytes = try EvidenceFile.read("/\(root)/\(file)", bytesMax: 1 << 20)
        return String(decoding: bytes, as: UTF8.self)
    }
}
