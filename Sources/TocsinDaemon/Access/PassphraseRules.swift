/// Limits of passphrases and of trying them.
package enum PassphraseRules {
    /// Length is what counts; rules about digits and signs make people write them down.
    package static let bytesMin = 12
    package static let bytesMax = 1024
    package static let personsMax = 256
    package static let nameBytesMax = 64
    static let fileBytesMax = 256 * 1024

    /// Two slips in a row cost nothing: hands shake in a crisis.
    static let freeFailures = 2
    static let firstDelayMicroseconds: Int64 = 2_000_000
    static let longestDelayMicroseconds: Int64 = 300_000_000
    /// Tries of one person that may wait for the hash: one person's flood must not keep out the other's release.
    static let pendingPerPersonMax = 2

    /// How long to wait after so many wrong tries in a row: 0, 0, 2, 4, 8 ... 300 seconds.
    package static func delayMicroseconds(afterFailures failures: Int) -> Int64 {
        guard failures > freeFailures else { return 0 }
        let doublings = min(failures - freeFailures - 1, 20)
        return min(firstDelayMicroseconds << Int64(doublings), longestDelayMicroseconds)
    }
}
