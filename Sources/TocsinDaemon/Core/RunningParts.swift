import CrisisModel
import EventLog
import Gate
import HTTPTransport
import PersonalData

/// What a daemon is made of once it has read its log.
package struct RunningParts: Sendable {
    var log: EventLog
    var writer: Writer
    var access: AccessControl
    var gate: Gate<Live>
    var stopPath: StopPath
    var transport: HTTPTransport
    var credentials: CredentialSource
    var mode: StartMode
    /// The last event that the log had when it was read.
    var recoveredThrough: UInt64
    var recoveredAt: EventTime
    var keys: AuthorKeyFile?
    /// Why the key file cannot be used.
    var keysProblem: String?
    /// Authors whose keys the key file no longer has.
    var lostKeys: Int64
    var checkpointer: Checkpointer
    /// Why the log is not signed.
    var keyProblem: String?
    var requestEnd: @Sendable () -> Void
}
