/// Who stopped, as far as the kernel knows. Nothing here is asked for before the gate has closed.
package struct StopActor: Hashable, Sendable {
    package static let unknownUser = UInt32.max

    package var uid: UInt32
    package var loginUID: UInt32
    package var gid: UInt32
    package var pid: Int32
    package var origin: StopOrigin

    package init(
        origin: StopOrigin, uid: UInt32 = unknownUser, loginUID: UInt32 = unknownUser,
        gid: UInt32 = unknownUser,
        pid: Int32 = 0
    ) {
        self.uid = uid
        self.loginUID = loginUID
        self.gid = gid
        self.pid = pid
        self.origin = origin
    }
}
