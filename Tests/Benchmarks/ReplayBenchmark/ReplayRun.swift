import BenchmarkSupport
import Engine
import EventCodec
import EventLog
import Projections

/// The ways to read a log from its first event to its last.
struct ReplayRun {
    let directory: String
    let events: Int
    let repetitions: Int

    /// Events a second of processor time of the best repetition: other programs on the machine do not count.
    private func best(_ body: () throws(BenchmarkError) -> UInt64) throws(BenchmarkError) -> Double {
        var best = 0.0
        for _ in 0..<repetitions {
            let start = BenchmarkClock.threadCPU()
            let read = try body()
            let seconds = Double(BenchmarkClock.threadCPU() - start) / 1e9
            guard read >= UInt64(events) else {
                throw BenchmarkError("\(read) of \(events) events were read")
            }
            best = max(best, Double(read) / seconds)
        }
        return best
    }

    private func open() throws(BenchmarkError) -> EventLog {
        do throws(EventLogError) {
            return try EventLog.open(
                directory: directory, options: EventLogOptions(access: .readOnly), clock: .system()
            )
        } catch {
            throw BenchmarkError("the log cannot be opened: \(error)")
        }
    }

    func bytesPerEvent() throws(BenchmarkError) -> Double {
        let log = try open()
        do throws(EventLogError) {
            let statistics = try log.statistics()
            return Double(statistics.pagesInUse * statistics.pageBytes) / Double(log.head.eventCount)
        } catch {
            throw BenchmarkError("the log's size is not known: \(error)")
        }
    }

    /// Every block's checksum and every record's layout checked, events counted by kind in place.
    func scan() throws(BenchmarkError) -> Double {
        let log = try open()
        return try best { () throws(BenchmarkError) -> UInt64 in
            var counts = [UInt64](repeating: 0, count: 2_048)
            do throws(EventLogError) {
                try log.read { record in
                    counts[Int(record.kind) & 2_047] += 1
                    return .continue
                }
            } catch {
                throw BenchmarkError("the log cannot be read: \(error)")
            }
            return counts.reduce(0, +)
        }
    }

    /// The same, each event decoded to its Swift value.
    func decode() throws(BenchmarkError) -> Double {
        let log = try open()
        return try best { () throws(BenchmarkError) -> UInt64 in
            var count: UInt64 = 0
            do throws(ReplayError) {
                try Replay.forEach(in: log) { _ in
                    count += 1
                    return .continue
                }
            } catch {
                throw BenchmarkError("the log cannot be decoded: \(error)")
            }
            return count
        }
    }

    /// The same, folded into the state.
    func fold() throws(BenchmarkError) -> Double {
        let log = try open()
        return try best { () throws(BenchmarkError) -> UInt64 in
            do throws(ReplayError) {
                return try Replay.state(of: log).lastSequence
            } catch {
                throw BenchmarkError("the log cannot be folded: \(error)")
            }
        }
    }

    /// Decoded, and folded into the index of mentions in mapped files: what a start without those files does.
    func index() throws(BenchmarkError) -> Double {
        let log = try open()
        var made = 0
        return try best { () throws(BenchmarkError) -> UInt64 in
            made += 1
            let place = "\(directory)/index-\(made)"
            guard let index = MentionIndex.open(directory: place, log: log, boot: 1),
                index.catchUp(with: log), !index.isFull
            else { throw BenchmarkError("the mentions cannot be indexed") }
            return index.through
        }
    }

    /// Order, checksums, layout, causation and the tree.
    func verify() throws(BenchmarkError) -> Double {
        let log = try open()
        return try best { () throws(BenchmarkError) -> UInt64 in
            do throws(EventLogError) {
                let report = try log.verify()
                return report.isSound ? report.eventCount : 0
            } catch {
                throw BenchmarkError("the log cannot be verified: \(error)")
            }
        }
    }
}
