import CrisisModel

/// Who has agreed to a succession. The log cannot be written, so it is kept in memory, for a quarter of an hour.
final class SuccessionDesk: Sendable {
    enum Limits {
        static let windowSeconds: Int64 = 900
    }

    enum Answer {
        case waiting([String], until: EventTime)
        case samePerson(String)
        case agreed([String])
    }

    private let proposal = Locked<(actor: Actor, until: EventTime)?>(nil)

    func agree(_ actor: Actor, needed: Int, at now: EventTime) -> Answer {
        guard needed > 1 else { return .agreed([actor.name]) }
        return proposal.withLock { proposal in
            if let open = proposal, open.until > now {
                let isSame =
                    open.actor.uid == actor.uid
                    || (open.actor.loginUid != nil && open.actor.loginUid == actor.loginUid)
                if isSame { return .samePerson(open.actor.name) }
                proposal = nil
                return .agreed([open.actor.name, actor.name])
            }
            let until = now.adding(seconds: Limits.windowSeconds)
            proposal = (actor, until)
            return .waiting([actor.name], until: until)
        }
    }
}
