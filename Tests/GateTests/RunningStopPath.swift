import Glibc
import Synchronization

@testable import Gate

/// A stop path on a thread of its own, over real sockets and files, with its notices collected.
final class RunningStopPath: @unchecked Sendable {
    let folder: TemporaryDirectory
    let gate = Gate<Live>()
    let path: StopPath
    let socketPath: String
    let sentinelDirectory: String
    private(set) var thread = pthread_t()
    private let started = Semaphore()
    private let ended = Semaphore()
    private let noticed = Semaphore()
    private let notices = Mutex<[StopNotice]>([])
    private let signalled = Semaphore()
    private let signals = Mutex<[ProcessSignal]>([])

    /// - Parameter latches: files in the folder when nil.
    init(
        folder: TemporaryDirectory = TemporaryDirectory(), latches: LatchPair? = nil,
        diskWaitMilliseconds: UInt64 = 2_000,
        idleMilliseconds: UInt64 = 2_000, isOpen: Bool = true
    ) throws {
        self.folder = folder
        socketPath = folder.path + "/stop.sock"
        sentinelDirectory = folder.makeDirectory("sentinel")
        var configuration = StopPathConfiguration(
            listener: .path(socketPath), sentinelDirectories: [folder.path + "/absent", sentinelDirectory])
        configuration.diskWaitMilliseconds = diskWaitMilliseconds
        configuration.idleMilliseconds = idleMilliseconds
        let pair =
            latches
            ?? LatchPair.open(
                runtimeDirectory: folder.makeDirectory("run"), stateDirectory: folder.makeDirectory("state"))
        let start = LatchStart(
            runtime: pair.runtimeReading, disk: pair.diskReading, bootID: pair.bootID, logExists: false,
            newID: .random(), nowMicroseconds: 1)
        gate.seed(start.table, epoch: start.epoch)
        let hooks = Hooks()
        path = try StopPath(
            configuration: configuration, gate: gate, latches: pair, onStop: { hooks.owner?.collect($0) },
            onSignal: { hooks.owner?.collect($0) })
        hooks.owner = self
        gate.publish(KnownScopes(networks: ["webhook"], accounts: ["rail_uk", "rail_fr"], campaigns: []))
        if isOpen { gate.open(after: .nothingEngaged(epoch: gate.epoch)) }
        let isStarted = OSThread.start { [self] in
            _ = blockSignalsBeforeThreads()
            thread = pthread_self()
            started.post()
            path.run()
            ended.post()
        }
        precondition(isStarted, "no thread")
        started.wait()
    }

    private final class Hooks: @unchecked Sendable {
        weak var owner: RunningStopPath?
    }

    func end() {
        path.requestEnd()
        ended.wait()
    }

    private func collect(_ notice: StopNotice) {
        notices.withLock { $0.append(notice) }
        noticed.post()
    }

    private func collect(_ signal: ProcessSignal) {
        signals.withLock { $0.append(signal) }
        signalled.post()
    }

    /// Nil when none comes within ten seconds.
    func nextNotice() -> StopNotice? {
        guard noticed.wait(milliseconds: 10_000) else { return nil }
        return notices.withLock { $0.removeFirst() }
    }

    func nextSignal() -> ProcessSignal? {
        guard signalled.wait(milliseconds: 10_000) else { return nil }
        return signals.withLock { $0.removeFirst() }
    }

    /// Sends the bytes, perhaps ends its side, and reads until the end of the stream.
    func call(_ text: String, endsStream: Bool = false) -> String {
        let client = StopClient(socketPath)
        client.send(text)
        if endsStream { client.endSending() }
        return client.readToEnd()
    }
}
