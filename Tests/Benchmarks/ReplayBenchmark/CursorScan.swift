import BenchmarkSupport
import LMDB

/// The reference: LMDB's own cursor over rows of 200 bytes, one an event, looking at the first bytes of each.
enum CursorScan {
    private static let rowBytes = 200
    private static let rowsPerCommit = 4_096

    static func make(rows: Int, in directory: String) throws(BenchmarkError) {
        do throws(LMDBError) {
            let environment = try Environment.open(
                directory: directory, options: EnvironmentOptions(durability: .disposable, databasesMax: 1)
            )
            let database = try environment.openDatabase(named: "rows", keys: .integer)
            let row = [UInt8](repeating: 7, count: rowBytes)
            for start in stride(from: 0, to: rows, by: rowsPerCommit) {
                try environment.write { transaction throws(LMDBError) in
                    for number in start..<min(start + rowsPerCommit, rows) {
                        try transaction.put(
                            row.span.bytes, for: UInt64(number + 1), in: database, mode: .append)
                    }
                    return .commit(())
                }
            }
        } catch {
            throw BenchmarkError("the rows cannot be made: \(error)")
        }
    }

    /// Rows a second.
    static func measure(rows: Int, in directory: String, repetitions: Int) throws(BenchmarkError) -> Double {
        do throws(LMDBError) {
            let environment = try Environment.open(
                directory: directory, options: EnvironmentOptions(durability: .disposable, databasesMax: 1)
            )
            let database = try environment.openDatabase(named: "rows", keys: .integer)
            var best = 0.0
            for _ in 0..<repetitions {
                var count = 0
                var sum: UInt64 = 0
                let start = BenchmarkClock.threadCPU()
                try environment.read { transaction throws(LMDBError) in
                    var cursor = try transaction.cursor(over: database)
                    while let entry = try cursor.next() {
                        count += 1
                        sum &+= entry.value.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self)
                    }
                }
                let seconds = Double(BenchmarkClock.threadCPU() - start) / 1e9
                guard count == rows, sum != 0 else {
                    throw LMDBError(code: .missing, operation: .cursor, number: 0)
                }
                best = max(best, Double(rows) / seconds)
            }
            return best
        } catch {
            throw BenchmarkError("the rows cannot be read: \(error)")
        }
    }
}
