/// Scans one JSON number. Without fraction and exponent it is an integer and must fit 64 bits; with either
/// it is a floating point number and must be finite.
struct JSONNumberScanner {
    /// Powers of ten that a `Double` holds exactly.
    private static let exactPowersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
        1e18,
        1e19, 1e20, 1e21, 1e22,
    ]

    private(set) var position: Int

    init(position: Int) { self.position = position }

    mutating func scan(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        let start = position
        let isNegative = bytes[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        var magnitude: UInt64 = 0
        var overflowed = false
        let integerStart = position
        try digits(bytes, &magnitude, &overflowed)
        if position - integerStart > 1, bytes[integerStart] == UInt8(ascii: "0") {
            throw JSONError(.invalidNumber, at: integerStart, in: bytes)
        }
        var fractionDigits = 0
        var isFloat = false
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            isFloat = true
            position += 1
            let fractionStart = position
            try digits(bytes, &magnitude, &overflowed)
            fractionDigits = position - fractionStart
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            try skipExponent(bytes)
            return .float(try slowFloat(start, bytes))
        }
        if isFloat {
            if !overflowed, magnitude <= 1 << 53, fractionDigits < Self.exactPowersOfTen.count {
                // Both operands are exact, so the one rounding of the division is the right one.
                let absolute = Double(magnitude) / Self.exactPowersOfTen[fractionDigits]
                return .float(isNegative ? -absolute : absolute)
            }
            return .float(try slowFloat(start, bytes))
        }
        guard !overflowed else { throw JSONError(.numberOutOfRange, at: start, in: bytes) }
        if isNegative {
            guard magnitude <= UInt64(Int64.max) + 1 else {
                throw JSONError(.numberOutOfRange, at: start, in: bytes)
            }
            return .integer(Int64(truncatingIfNeeded: 0 &- magnitude))
        }
        guard let value = Int64(exactly: magnitude) else {
            throw JSONError(.numberOutOfRange, at: start, in: bytes)
        }
        return .integer(value)
    }

    private mutating func digits(
        _ bytes: Span<UInt8>, _ magnitude: inout UInt64, _ overflowed: inout Bool
    ) throws(JSONError) {
        let start = position
        while position < bytes.count {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            let (product, productOverflow) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflow) = product.addingReportingOverflow(UInt64(digit))
            if productOverflow || sumOverflow { overflowed = true }
            magnitude = sum
            position += 1
        }
        guard position > start else {
            throw JSONError(position < bytes.count ? .invalidNumber : .unexpectedEnd, at: position, in: bytes)
        }
    }

    private mutating func skipExponent(_ bytes: Span<UInt8>) throws(JSONError) {
        position += 1
        if position < bytes.count,
            bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-")
        {
            position += 1
        }
        var ignored: UInt64 = 0
        var ignoredOverflow = false
        try digits(bytes, &ignored, &ignoredOverflow)
    }

    private func slowFloat(_ start: Int, _ bytes: Span<UInt8>) throws(JSONError) -> Double {
        let text = String(
            copying: UTF8Span(unchecked: bytes.extracting(start..<position), isKnownASCII: true))
        guard let value = Double(text), value.isFinite else {
            throw JSONError(.numberOutOfRange, at: start, in: bytes)
        }
        return value
    }
}
