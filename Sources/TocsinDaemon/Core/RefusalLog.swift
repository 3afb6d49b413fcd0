import CrisisModel
import Engine
import VarlinkServer

/// Turns refused commands into events, within bounds: the first of a person and a method each by itself, the rest of
/// a minute in one event with their count.
final class RefusalLog: Sendable {
    private struct Content {
        var counter = RefusalCounter()
        /// Somebody waits already for the next window to end.
        var isWaiting = false
    }

    private let writer: Writer
    private let access: AccessControl
    private let world: World
    private let content = Locked(Content())

    init(writer: Writer, access: AccessControl, world: World) {
        self.writer = writer
        self.access = access
        self.world = world
    }

    func note(_ method: String, _ code: String, _ message: String, by peer: Peer) {
        let now = world.bootMicroseconds()
        append(
            content.withLock {
                $0.counter.refused(uid: peer.userID, method: method, code: code, message: message, at: now)
            }, loginUid: peer.loginUserID
        )
        waitForWindow()
    }

    /// At the end of the daemon: what was gathered must not be lost.
    func flush() {
        append(content.withLock { $0.counter.due(at: .max) }, loginUid: nil)
    }

    private func append(_ records: [RefusalCounter.Record], loginUid: UInt32?) {
        for record in records {
            let actor = Actor(
                kind: .person, uid: record.uid, loginUid: loginUid, name: access.name(of: record.uid))
            writer.enqueue(Writer.Submission(command: .noteRefusal(record.refused), actor: actor)) { _ in }
        }
    }

    private func waitForWindow() {
        let due = content.withLock { content -> Int64? in
            guard !content.isWaiting, let due = content.counter.nextDue else { return nil }
            content.isWaiting = true
            return due
        }
        guard let due else { return }
        Task {
            do {
                try await world.sleep(.microseconds(max(due - world.bootMicroseconds(), 0)))
            } catch {
                return
            }
            let now = world.bootMicroseconds()
            let records = content.withLock { content in
                content.isWaiting = false
                return content.counter.due(at: now)
            }
            append(records, loginUid: nil)
            waitForWindow()
        }
    }
}
