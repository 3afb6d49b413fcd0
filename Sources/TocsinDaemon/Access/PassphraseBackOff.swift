/// Who may try again when. A value: the time is told to it.
struct PassphraseBackOff: Sendable {
    private struct Attempts {
        var failures = 0
        var notBefore: Int64 = .min
        var pending = 0
    }

    private var byUser: [UInt32: Attempts] = [:]

    /// The moment from which this person may try; nil: now.
    func waitsUntil(_ uid: UInt32, now: Int64) -> Int64? {
        guard let attempts = byUser[uid], attempts.notBefore > now else { return nil }
        return attempts.notBefore
    }

    /// False: too many tries of this person wait already.
    mutating func begin(_ uid: UInt32) -> Bool {
        guard byUser[uid, default: Attempts()].pending < PassphraseRules.pendingPerPersonMax else {
            return false
        }
        byUser[uid, default: Attempts()].pending += 1
        return true
    }

    mutating func end(_ uid: UInt32) {
        byUser[uid]?.pending -= 1
        if let attempts = byUser[uid], attempts.pending <= 0, attempts.failures == 0 { byUser[uid] = nil }
    }

    mutating func failed(_ uid: UInt32, now: Int64) {
        byUser[uid, default: Attempts()].failures += 1
        let failures = byUser[uid]?.failures ?? 1
        let delay = PassphraseRules.delayMicroseconds(afterFailures: failures)
        byUser[uid]?.notBefore = delay == 0 ? .min : now.addingReportingOverflow(delay).partialValue
    }

    mutating func succeeded(_ uid: UInt32) {
        byUser[uid]?.failures = 0
        byUser[uid]?.notBefore = .min
    }
}
