import CrisisModel
import Systemd

/// What the journal is told: constant messages, data in fields, and never a text of a post or a mention.
enum JournalEntries {
    static func write(_ recorded: RecordedEvent, to journal: Journal) {
        guard recorded.envelope.realm.isLive else { return }
        // Made when they are needed: nearly every event is a mention, and none of those is told.
        var sequence: JournalField { JournalField("TOCSIN_SEQUENCE", recorded.envelope.sequence) }
        var realm: JournalField { JournalField("TOCSIN_REALM", recorded.envelope.realm.number) }
        switch recorded.event {
        case .stopEngaged(let stop):
            journal.log(
                .alert, "publishing stopped", id: .stopEngaged,
                [
                    sequence, realm, JournalField("TOCSIN_STOP_EPOCH", stop.epoch),
                    JournalField("TOCSIN_HELD", stop.heldCount),
                ]
            )
        case .stopReleased(let stop):
            journal.log(
                .notice, "stop released", id: .stopReleased,
                [sequence, realm, JournalField("TOCSIN_STOP_EPOCH", stop.epoch)]
            )
        case .crisisSuspected(let crisis):
            journal.log(
                .alert, "crisis suspected", id: .crisisSuspected,
                [
                    sequence, realm, JournalField("TOCSIN_CRISIS", crisis.crisis),
                    JournalField("TOCSIN_RULE", crisis.rule.text),
                ]
            )
        case .postOutcomeUnknown(let post):
            journal.log(
                .error, "post outcome unknown",
                [sequence, realm, JournalField("TOCSIN_POST", post.post.text)])
        case .postFailed(let post):
            journal.log(
                .warning, "post failed", [sequence, realm, JournalField("TOCSIN_POST", post.post.text)])
        case .clockStepped(let step):
            journal.log(
                .error, "the clock stepped",
                [sequence, JournalField("TOCSIN_MICROSECONDS", step.microseconds)])
        case .alertExhausted(let alert):
            journal.log(
                .error, "nobody could be told", [sequence, realm, JournalField("TOCSIN_ALERT", alert.alert)])
        default: break
        }
    }
}
