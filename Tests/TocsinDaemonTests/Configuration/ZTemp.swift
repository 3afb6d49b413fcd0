import Testing
import Scenarios
@testable import TocsinDaemon
@Suite(.serialized) struct ZTemp {
    @Test(arguments: ["a: b\n", "? a\n", "- a\n", "[", "{a,", "- - ", "!a ", "\"a\" ", "'", "# c\n", "a b ", "\u{2028}", "[a]: b\n", "k: {a: b, c: [d]}\n", "xox", "ghp_", "*a ", "| \n a\n", "%YAML 1.1\n", "a:\n ", "é", "{\"a\":1},", "? {a: b}\n", "sk-"])
    func slow(piece: String) {
        for prefix in ["", "a: [", "a: \"", "a: |\n  ", "x: {"] {
            let text = prefix + String(repeating: piece, count: (1 << 20) / piece.utf8.count - 8)
            let t = ContinuousClock.now
            _ = try? Configuration.parse(text: text, file: "f")
            let d = ContinuousClock.now - t
            if d > .seconds(1) { print("SLOW", piece.debugDescription, prefix.debugDescription, d) }
        }
    }
}
