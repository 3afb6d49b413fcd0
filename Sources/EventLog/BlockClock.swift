internal import Glibc

/// The times that a block carries: evidence for people, never seen by a decision.
package struct BlockTime: Hashable, Sendable {
    /// The raw wall clock, microseconds since the epoch, uncorrected.
    package var wall: Int64
    /// CLOCK_BOOTTIME in microseconds: it goes on while the machine sleeps and never goes back.
    package var boot: Int64
    /// The first eight bytes of the kernel's boot id, in their order; 0 when unknown.
    package var bootIdentity: UInt64

    package init(wall: Int64, boot: Int64, bootIdentity: UInt64) {
        self.wall = wall
        self.boot = boot
        self.bootIdentity = bootIdentity
    }
}

/// Where the log takes those times from; a simulation gives its own.
package struct BlockClock: Sendable {
    package let now: @Sendable () -> BlockTime

    package init(_ now: @escaping @Sendable () -> BlockTime) { self.now = now }

    /// The machine's clocks and boot id, which is read once.
    package static func system() -> BlockClock {
        let identity = bootIdentity()
        return BlockClock {
            BlockTime(
                wall: microseconds(CLOCK_REALTIME), boot: microseconds(CLOCK_BOOTTIME), bootIdentity: identity
            )
        }
    }

    static func microseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }

    private static func bootIdentity() -> UInt64 {
        let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 36)
        guard read(descriptor, &text, text.count) == text.count else { return 0 }
        var identity: UInt64 = 0
        for digit in text.lazy.filter({ $0 != UInt8(ascii: "-") }).prefix(16) {
            guard let value = Character(UnicodeScalar(digit)).hexDigitValue else { return 0 }
            identity = identity << 4 | UInt64(value)
        }
        // Stored little-endian, so that the bytes on disk stand in the order of the text.
        return identity.byteSwapped
    }
}
