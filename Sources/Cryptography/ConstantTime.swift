internal import CCrypto

package enum ConstantTime {
    /// Compares in a time that depends on the lengths alone, so that a guess learns nothing from its delay.
    package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return unsafe CRYPTO_memcmp(left, right, left.count) == 0
    }
}
