import CStopPath
import Glibc
import Synchronization

/// From a request to its answer.
extension StopPath {
    /// Closes the gate, then writes it down, then answers: now, or when the disk has it.
    func stop(
        _ request: StopRequest, at received: Moment, for source: StopSource,
        identify: (inout StopRequest, inout StopNotice) -> Void
    ) {
        var notice = StopNotice(.blank)
        let outcome = gate.engage(request) { identify(&$0, &notice) }
        notice.answer = StopAnswer(outcome, request: request, received: received)
        if case .sentinel(let directory) = source { notice.sentinelDirectory = directory }
        switch outcome {
        case .matchesNothing:
            return answer(notice, to: source)
        case .engaged:
            writeLatches()
            if isRealTime { latchThread?.lendPriority(until: notice.answer.version) }
        case .repeated:
            break
        }
        let deadline = received.nanoseconds + configuration.diskWaitMilliseconds * 1_000_000
        guard !isDecided(notice.answer.version),
            let place = (0..<Self.outstandingMax).first(where: { !outstanding.pointer[$0].isUsed })
        else { return conclude(notice, for: source) }
        outstanding.pointer[place] = Outstanding(
            isUsed: true, notice: notice, deadline: deadline, source: source)
        outstandingCount += 1
    }

    /// Answers the stops that need not wait any longer.
    func settle(at now: UInt64) {
        guard outstandingCount > 0 else { return }
        for index in 0..<Self.outstandingMax where outstanding.pointer[index].isUsed {
            guard
                isDecided(outstanding.pointer[index].notice.answer.version)
                    || outstanding.pointer[index].deadline <= now
            else { continue }
            outstanding.pointer[index].isUsed = false
            outstandingCount -= 1
            conclude(outstanding.pointer[index].notice, for: outstanding.pointer[index].source)
        }
    }

    /// At the end of the loop the latches have the last table, and nobody is left without an answer.
    func finishOutstanding() {
        readLetters(at: .now())
        writeLatches()
        settle(at: UInt64.max)
    }

    private func conclude(_ decided: StopNotice, for source: StopSource) {
        var notice = decided
        notice.answer.durability = durability(of: notice.answer.version)
        if notice.answer.durability == .durable, let latchThread {
            notice.answer.durableAt = latchThread.persistedAtMicroseconds.load(ordering: .relaxed)
            let nanoseconds = latchThread.persistedAtNanoseconds.load(ordering: .relaxed)
            let received = notice.answer.receivedNanoseconds
            notice.answer.durableAfterNanoseconds = nanoseconds > received ? nanoseconds - received : 0
        }
        answer(notice, to: source)
        if notice.answer.result == .stopped { noticeThread.tell(notice) }
    }

    private func answer(_ notice: StopNotice, to source: StopSource) {
        switch source {
        case .none, .sentinel: return
        case .letter(let index): mailbox.answer(notice.answer, at: index)
        case .connection(let index, let generation):
            guard connections[index].generation == generation, connections[index].phase == .waiting else {
                return
            }
            guard connections[index].wantsReply else { return endConnection(index) }
            connections.write(notice.answer, to: index)
            connections[index].deadline =
                Clocks.monotonicNanoseconds() + configuration.idleMilliseconds * 1_000_000
            if connections.flush(index) { endConnection(index) }
        }
    }

    // MARK: Signals, sentinels, letters

    func readSignals(at now: Moment) {
        var number: Int32 = 0
        var pid: Int32 = 0
        var uid: UInt32 = 0
        while tocsin_read_signal(signalDescriptor, &number, &pid, &uid) == 1 {
            switch number {
            case SIGUSR1:
                let request = StopRequest(actor: StopActor(origin: .signal, uid: uid, pid: pid))
                stop(request, at: now, for: .none) { request, _ in
                    request.actor.loginUID = tocsin_login_uid(request.actor.pid)
                }
            case SIGHUP: noticeThread.tell(ProcessSignal.reload)
            default: noticeThread.tell(ProcessSignal.terminate)
            }
        }
    }

    func readSentinels(at now: Moment) {
        sentinels.readEvents(at: now.nanoseconds) { honour($0, at: now) }
    }

    func honourPresentSentinels(at now: Moment) {
        sentinels.findPresent { honour($0, at: now) }
    }

    private func honour(_ directory: Int, at now: Moment) {
        stop(StopRequest(actor: StopActor(origin: .sentinel)), at: now, for: .sentinel(directory)) {
            request, _ in
            sentinels.identify(directory, &request)
        }
    }

    func readLetters(at now: Moment) {
        for index in 0..<Mailbox.capacity where mailbox.take(at: index) {
            stop(mailbox.request(at: index), at: now, for: .letter(index)) { _, _ in }
        }
    }
}
