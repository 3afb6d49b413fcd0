/// Finds the name that was probably meant.
package enum NearestName {
    /// Longer words are not compared: nobody mistypes those into something near.
    private static let bytesMax = 64

    /// The nearest of the candidates if it is near enough to be a slip of the hand.
    package static func find(_ name: String, among candidates: some Sequence<String>) -> String? {
        let typed = folded(name)
        guard !typed.isEmpty, typed.count <= bytesMax else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let known = folded(candidate)
            guard known.count <= bytesMax else { continue }
            var distance = distance(typed, known)
            if known.starts(with: typed) || typed.starts(with: known) { distance = min(distance, 2) }
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        guard let best, best.distance <= max(2, typed.count / 3) else { return nil }
        return best.name
    }

    private static func folded(_ name: String) -> [UInt8] {
        name.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
    }

    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var previous = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let replaced = previous[column] + (byte == other ? 0 : 1)
                current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}
