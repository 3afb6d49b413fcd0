import EventLog
import Synchronization
import Testing

@Suite("The group committer")
struct GroupCommitterTests {
    /// What happened, in order, from any thread.
    private final class Journal: Sendable {
        private let lines = Mutex<[String]>([])

        func note(_ line: String) { lines.withLock { $0.append(line) } }

        var all: [String] { lines.withLock { $0 } }
    }

    /// Holds the writer thread until opened.
    private final class Gate: Sendable {
        private let isOpen = Atomic<Bool>(false)
        let isReached = Atomic<Bool>(false)

        func pass() {
            isReached.store(true, ordering: .releasing)
            while !isOpen.load(ordering: .acquiring) { Thread.yield() }
        }

        func open() { isOpen.store(true, ordering: .releasing) }

        func awaitReached() {
            while !isReached.load(ordering: .acquiring) { Thread.yield() }
        }
    }

    private func job(
        _ name: String,
        _ journal: Journal,
        events: Int = 1,
        mayUseReserve: Bool = false
    ) -> GroupCommitter.Job {
        { batch in
            journal.note("run \(name)")
            do throws(EventLogError) {
                for _ in 0..<events {
                    try SampleEvent.plain(name).append(to: &batch, mayUseReserve: mayUseReserve)
                }
            } catch {
                return { _ in journal.note("\(name) refused: \(error.code.rawValue)") }
            }
            return { result in
                switch result {
                case .success(let receipt): journal.note("\(name) \(receipt == nil ? "nothing" : "durable")")
                case .failure(let error): journal.note("\(name) \(error.code.rawValue)")
                }
            }
        }
    }

    private func abandoned(_ name: String, _ journal: Journal) -> GroupCommitter.Abandonment {
        { error in journal.note("\(name) abandoned: \(error.code.rawValue)") }
    }

    @Test("Sixty-four waiting commands land in far fewer commits, each answered after it is durable")
    func groups() throws {
        let store = MemoryBlockStore()
        let log = try EventLog(store: store, clock: .fixed)
        let committer = try GroupCommitter(log: log)
        let journal = Journal()
        let gate = Gate()
        try committer.submit(abandoned: { _ in }) { _ in
            gate.pass()
            return { _ in }
        }
        gate.awaitReached()
        let durableAtAnswer = Mutex<[Bool]>([])
        for number in 0..<64 {
            try committer.submit(abandoned: { _ in }) { batch in
                do {
                    let sequence = try SampleEvent.plain("\(number)").append(to: &batch)
                    return { _ in
                        let isDurable = log.head.eventCount >= sequence.rawValue
                        durableAtAnswer.withLock { $0.append(isDurable) }
                    }
                } catch {
                    return { _ in journal.note("refused") }
                }
            }
        }
        gate.open()
        committer.drain()
        #expect(committer.statistics.records == 64 && committer.statistics.commits <= 2)
        #expect(durableAtAnswer.withLock { $0 } == Array(repeating: true, count: 64))
        #expect(journal.all.isEmpty)
        committer.close()
        #expect(try log.events().count == 64)
        #expect(try log.verify().isSound)
    }

    @Test("A stop enters the open batch before every waiting command")
    func urgentFirst() throws {
        let log = try EventLog(store: MemoryBlockStore(), clock: .fixed)
        let committer = try GroupCommitter(log: log)
        let journal = Journal()
        let gate = Gate()
        try committer.submit(abandoned: { _ in }) { _ in
            gate.pass()
            return { _ in }
        }
        gate.awaitReached()
        for name in ["a", "b", "c"] {
            try committer.submit(abandoned: abandoned(name, journal), job(name, journal))
        }
        try committer.submit(.urgent, abandoned: abandoned("stop", journal), job("stop", journal))
        gate.open()
        committer.drain()
        committer.close()
        #expect(journal.all.prefix(4) == ["run stop", "run a", "run b", "run c"])
        #expect(try log.events().map(\.texts) == [["stop"], ["a"], ["b"], ["c"]])
    }

    @Test("A refusal is answered too, and after the batch that it was decided in")
    func refusals() throws {
        let log = try EventLog(store: MemoryBlockStore(), clock: .fixed)
        let journal = Journal()
        let committer = try GroupCommitter(
            log: log,
            hooks: .init(onCommitted: { batch, receipt in
                journal.note("durable \(batch.count) to \(receipt.last)")
            }))
        let gate = Gate()
        try committer.submit(abandoned: { _ in }) { _ in
            gate.pass()
            return { _ in }
        }
        gate.awaitReached()
        try committer.submit(abandoned: abandoned("no", journal), job("no", journal, events: 0))
        try committer.submit(abandoned: abandoned("yes", journal), job("yes", journal, events: 2))
        gate.open()
        committer.drain()
        try committer.submit(abandoned: abandoned("late", journal), job("late", journal, events: 0))
        committer.drain()
        committer.close()
        #expect(
            journal.all == [
                "run no", "run yes", "durable 2 to 2", "no durable", "yes durable", "run late",
                "late nothing",
            ])
    }

    @Test("An unknown outcome closes first, answers everybody, and nothing is committed after it")
    func unknownOutcome() throws {
        let store = MemoryBlockStore { $0 == 2 ? .unknownWritten : nil }
        let log = try EventLog(store: store, clock: .fixed)
        let journal = Journal()
        var limits = GroupCommitter.Limits()
        limits.batchRecords = 2
        let committer = try GroupCommitter(
            log: log, limits: limits,
            hooks: .init(
                onRollback: { _ in journal.note("rollback") },
                onOutcomeUnknown: { _ in journal.note("gate closed") },
                onFatal: { _ in journal.note("fatal") }))
        let gate = Gate()
        try committer.submit(abandoned: { _ in }) { _ in
            gate.pass()
            return { _ in }
        }
        gate.awaitReached()
        for name in ["a", "b", "c", "d"] {
            try committer.submit(abandoned: abandoned(name, journal), job(name, journal))
        }
        gate.open()
        committer.drain()
        committer.close()
        #expect(
            journal.all == [
                "run a", "run b", "gate closed", "a outcome-unknown", "b outcome-unknown",
                "c abandoned: outcome-unknown", "d abandoned: outcome-unknown", "fatal",
            ])
        #expect(code { try committer.submit(abandoned: { _ in }, job("e", journal)) } == .outcomeUnknown)
        #expect(store.commitCount == 2)
    }

    @Test("A full store answers everybody, rolls back, and the next command goes on")
    func storeFull() throws {
        let store = MemoryBlockStore { $0 == 2 ? .full : nil }
        let log = try EventLog(store: store, clock: .fixed)
        let journal = Journal()
        let committer = try GroupCommitter(
            log: log, hooks: .init(onRollback: { journal.note("rollback: \($0.code.rawValue)") }))
        try committer.submit(abandoned: abandoned("a", journal), job("a", journal))
        committer.drain()
        try committer.submit(abandoned: abandoned("b", journal), job("b", journal))
        committer.drain()
        store.setReserveOnly(true)
        try committer.submit(abandoned: abandoned("c", journal), job("c", journal))
        try committer.submit(
            .urgent, abandoned: abandoned("stop", journal), job("stop", journal, mayUseReserve: true))
        committer.drain()
        committer.close()
        #expect(
            journal.all.prefix(5) == ["run a", "a store-full", "rollback: store-full", "run b", "b durable"])
        #expect(journal.all.contains("c refused: store-full") && journal.all.contains("stop durable"))
        #expect(try log.events().map(\.texts) == [["b"], ["stop"]])
    }

    @Test("A full queue refuses commands, and never a stop")
    func fullQueue() throws {
        let log = try EventLog(store: MemoryBlockStore(), clock: .fixed)
        var limits = GroupCommitter.Limits()
        limits.normalQueueMax = 3
        let committer = try GroupCommitter(log: log, limits: limits)
        let journal = Journal()
        let gate = Gate()
        try committer.submit(abandoned: { _ in }) { _ in
            gate.pass()
            return { _ in }
        }
        gate.awaitReached()
        var accepted = 0
        while code({ try committer.submit(abandoned: { _ in }, job("x", journal)) }) == nil { accepted += 1 }
        #expect((2...3).contains(accepted))
        #expect(code { try committer.submit(abandoned: { _ in }, job("x", journal)) } == .queueFull)
        try committer.submit(.urgent, abandoned: { _ in }, job("stop", journal))
        gate.open()
        committer.drain()
        try committer.submit(abandoned: { _ in }, job("again", journal))
        committer.close()
        #expect(journal.all.contains("again durable"))
        #expect(code { try committer.submit(abandoned: { _ in }, job("x", journal)) } == .closed)
    }

    @Test("Many threads at once on a real store: every answer is durable and the log is sound")
    func manyThreads() async throws {
        let directory = try TemporaryDirectory()
        let log = try EventLog.open(
            directory: directory.path, options: .init(reserveBytes: 1 << 20), clock: .system())
        let committer = try GroupCommitter(log: log)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<64 {
                group.addTask {
                    for number in 0..<10 {
                        await withCheckedContinuation { continuation in
                            do {
                                try committer.submit(abandoned: { _ in continuation.resume() }) { batch in
                                    do {
                                        try SampleEvent.plain("\(task) \(number)").append(to: &batch)
                                    } catch {
                                        Issue.record(error)
                                    }
                                    return { _ in continuation.resume() }
                                }
                            } catch {
                                Issue.record(error)
                                continuation.resume()
                            }
                        }
                    }
                }
            }
        }
        let commits = committer.statistics.commits
        Thread.finish(committer)
        #expect(log.head.eventCount == 640)
        #expect(commits < 320, "\(commits) commits")
        #expect(try log.verify().isSound)
    }
}
