/// Progress on standard error, where that is a terminal; nothing otherwise.
struct ProgressBar {
    private static let barColumns = 24
    private static let pause: Duration = .milliseconds(100)

    private let console: any Console
    private let total: Int64?
    private let unit: String
    private let start: ContinuousClock.Instant
    private var last: ContinuousClock.Instant?

    init(_ console: any Console, total: Int64?, unit: String) {
        self.console = console
        self.total = total
        self.unit = unit
        start = .now
    }

    mutating func show(done: Int64, count: Int64) {
        guard console.isErrorTerminal else { return }
        let now = ContinuousClock.now
        if let last, now - last < Self.pause { return }
        last = now
        console.writeError(
            "\r" + Self.line(done: done, total: total, count: count, unit: unit, after: now - start)
                + "\u{1B}[K")
    }

    /// Takes the line away again: the result is what stays.
    func finish() {
        if last != nil { console.writeError("\r\u{1B}[K") }
    }

    static func line(done: Int64, total: Int64?, count: Int64, unit: String, after elapsed: Duration)
        -> String
    {
        let (seconds, attoseconds) = elapsed.components
        let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
        let rate = milliseconds > 0 ? count * 1_000 / milliseconds : 0
        let words = "\(count) \(unit), \(rate) a second"
        guard let total, total > 0 else { return words }
        let full = Int(clamping: min(total, max(0, done)) * Int64(barColumns) / total)
        let percent = min(total, max(0, done)) * 100 / total
        let bar = String(repeating: "#", count: full) + String(repeating: ".", count: barColumns - full)
        return "[\(bar)] \(percent)%  \(words)"
    }
}
