import Gate

/// Carries stops and signals from the stop path's own thread to the daemon. What comes before the log has been read
/// waits here: it is in force already.
final class NoticeRelay: Sendable {
    private struct Content {
        var running: Running?
        var waiting: [StopNotice] = []
        weak var stopPath: StopPath?
        var reloadIsWanted = false
    }

    private let content = Locked(Content())
    let termination: AsyncStream<Void>
    private let terminate: AsyncStream<Void>.Continuation

    init() {
        (termination, terminate) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func attach(_ stopPath: StopPath) { content.withLock { $0.stopPath = stopPath } }

    func stopped(_ notice: StopNotice) {
        let (running, stopPath) = content.withLock { content in
            if content.running == nil { content.waiting.append(notice) }
            return (content.running, content.stopPath)
        }
        if let running { return running.stops.record(notice, with: running.writer) }
        // Before the log can be written the disk latch alone carries the stop over to the next start. A stop file that
        // stayed would be a further stop at each start that fails.
        if notice.answer.durability == .durable { _ = stopPath?.removeSentinel(notice) }
    }

    func signalled(_ signal: ProcessSignal) {
        switch signal {
        case .terminate: requestEnd()
        case .reload:
            let running = content.withLock { content in
                if content.running == nil { content.reloadIsWanted = true }
                return content.running
            }
            guard let running else { return }
            Task { await running.reloadOnSignal() }
        }
    }

    func requestEnd() {
        terminate.yield()
    }

    func connect(_ running: Running) {
        let (waiting, reloadIsWanted) = content.withLock { content in
            content.running = running
            defer { content.waiting = [] }
            return (content.waiting, content.reloadIsWanted)
        }
        for notice in waiting { running.stops.record(notice, with: running.writer) }
        if reloadIsWanted { Task { await running.reloadOnSignal() } }
    }
}
