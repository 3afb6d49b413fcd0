/// Square roots of whole numbers, the same on every machine.
enum IntegerRoot {
    /// The largest whole number whose square is not above `number`: Newton's method from above.
    static func of(_ number: Int64) -> Int64 {
        guard number > 1 else { return max(0, number) }
        var root: Int64 = 1 << Int64((64 - number.leadingZeroBitCount + 1) / 2)
        while true {
            let next = (root + number / root) >> 1
            guard next < root else { return root }
            root = next
        }
    }

    /// The height of a count given in fixed point: its square root after Anscombe, which makes the spread of random
    /// arrivals the same at every volume.
    static func height(ofScaled count: Int64) -> Int64 {
        of(count << 10 + 3 << 17)
    }
}
