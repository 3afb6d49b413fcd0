/// One moment on both clocks.
package struct Moment: Sendable {
    package let microseconds: UInt64
    package let nanoseconds: UInt64

    package static func now() -> Moment {
        Moment(microseconds: Clocks.wallMicroseconds(), nanoseconds: Clocks.monotonicNanoseconds())
    }
}
