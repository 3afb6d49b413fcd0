/// A stop that is in force and waits for the disk before it is answered and told.
struct Outstanding {
    var isUsed = false
    var notice = StopNotice(.blank)
    var deadline: UInt64 = 0
    var source = StopSource.none
}
