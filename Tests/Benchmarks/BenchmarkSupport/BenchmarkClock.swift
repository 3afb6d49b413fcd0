package import Glibc

/// The clocks a benchmark reads.
package enum BenchmarkClock {
    /// Nanoseconds that only go forward.
    package static func monotonic() -> UInt64 { nanoseconds(CLOCK_MONOTONIC) }

    /// What another process on this machine would stamp at this moment.
    package static func wallMicroseconds() -> Int64 { Int64(nanoseconds(CLOCK_REALTIME) / 1_000) }

    /// Nanoseconds of processor that the calling thread has used: other programs do not count.
    package static func threadCPU() -> UInt64 { nanoseconds(CLOCK_THREAD_CPUTIME_ID) }

    package static func nanoseconds(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    package static func pause(microseconds: UInt64) {
        var left = timespec(
            tv_sec: Int(microseconds / 1_000_000), tv_nsec: Int(microseconds % 1_000_000) * 1_000)
        var wanted = left
        while nanosleep(&wanted, &left) != 0, errno == EINTR { wanted = left }
    }
}
