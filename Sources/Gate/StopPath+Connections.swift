import CStopPath
import Glibc

/// The stop socket. A connection carries one message. Whoever began one and does not end it, by idling or by being
/// pushed out, has pressed stop; whoever sent nothing before that has not.
extension StopPath {
    func acceptConnections(at now: Moment) {
        for _ in 0..<Self.acceptsPerTurn {
            guard let descriptor = acceptOne() else { return }
            let place: Int
            if let free = connections.freePlace() {
                place = free
            } else {
                place = connections.oldest()
                drop(place, at: now)
            }
            connections.begin(
                descriptor, at: place, deadline: now.nanoseconds + configuration.idleMilliseconds * 1_000_000)
            // The message is there already as a rule, and a turn is saved.
            serve(place, at: now)
        }
    }

    /// Without a descriptor left the spare one is given up for this connection.
    private func acceptOne() -> CInt? {
        var descriptor = tocsin_accept(listener)
        if descriptor < 0, errno == EMFILE || errno == ENFILE {
            if spareDescriptor >= 0 {
                close(spareDescriptor)
                spareDescriptor = -1
            } else {
                drop(connections.oldest(), at: .now())
            }
            descriptor = tocsin_accept(listener)
        }
        return descriptor >= 0 ? descriptor : nil
    }

    func serve(_ index: Int, at now: Moment) {
        switch connections[index].phase {
        case .free, .waiting: return
        case .writing:
            if connections.flush(index) { endConnection(index) }
        case .reading:
            switch connections.read(index) {
            case .nothingYet: return
            case .message(let count, let isComplete):
                press(index, count: count, isComplete: isComplete, at: now)
            }
        }
    }

    private func press(_ index: Int, count: Int, isComplete: Bool, at now: Moment) {
        let message = StopMessage(
            connections.bytes(index, count: count), isComplete: isComplete, actor: StopActor(origin: .socket))
        connections[index].isCall = message.isCall
        connections[index].wantsReply = message.wantsReply
        connections[index].phase = .waiting
        let source = StopSource.connection(index, generation: connections[index].generation)
        stop(message.request, at: now, for: source) { request, notice in
            let descriptor = connections[index].descriptor
            tocsin_peer(descriptor, &request.actor.pid, &request.actor.uid, &request.actor.gid)
            request.actor.loginUID = tocsin_login_uid(request.actor.pid)
            notice.groupCount = withUnsafeMutableBytes(of: &notice.groups) { raw in
                guard let base = raw.baseAddress else { return 0 }
                let groups = base.assumingMemoryBound(to: UInt32.self)
                return max(0, Int(tocsin_peer_groups(descriptor, groups, CInt(StopNotice.groupCountMax))))
            }
        }
    }

    func endIdleConnections(at now: UInt64) {
        for index in 0..<ConnectionTable.capacity {
            switch connections[index].phase {
            case .reading, .writing:
                if connections[index].deadline <= now { drop(index, at: .now()) }
            case .free, .waiting: continue
            }
        }
    }

    private func drop(_ index: Int, at now: Moment) {
        let received = connections[index].receivedCount
        if connections[index].phase == .reading, received > 0 {
            press(index, count: received, isComplete: true, at: now)
        }
        endConnection(index)
    }

    func endConnection(_ index: Int) {
        connections.end(index)
        if spareDescriptor < 0 { spareDescriptor = dup(wakeDescriptor) }
    }
}
