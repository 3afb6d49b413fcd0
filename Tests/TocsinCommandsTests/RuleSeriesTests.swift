import Testing
import Varlink

@testable import TocsinCommands

@Suite("rule series")
struct RuleSeriesTests {
    private let folder = TemporaryFolder()
    private let harness = Harness()

    /// Twelve days of two mentions a bucket, and forty for an hour on the tenth.
    private static func series(step: Int = 5, newline: String = "\n") -> String {
        var text = "timestamp,value" + newline
        for bucket in 0..<(12 * 1440 / step) {
            let minute = bucket * step
            let isBurst = (10 * 1440..<10 * 1440 + 60).contains(minute)
            let clock = "\(pair(minute / 60 % 24)):\(pair(minute % 60)):53"
            text += "2031-03-\(pair(1 + minute / 1440)) \(clock),\(isBurst ? 40 : 1 + bucket % 3)" + newline
        }
        return text
    }

    private static func pair(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private func refusal(_ text: String) -> String {
        let harness = Harness()
        #expect(harness.run("rule", "series", "burst", folder.file("x.csv", text)) == .badInput)
        return harness.console.errors
    }

    @Test("Each row is scored as it stands, one row reaches the threshold, and it is named")
    func rows() {
        let file = folder.file("s.csv", Self.series())
        #expect(harness.run("rule", "series", "burst", file) == .done)
        let lines = harness.console.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.first == "timestamp,anomaly_score")
        #expect(lines.count == 12 * 288 + 2 && lines.last == "")
        #expect(lines[1] == "2031-03-01 00:00:53,0.000000")
        let detected = lines.dropFirst().filter { $0.suffix(8) >= "0.500000" && !$0.isEmpty }
        #expect(detected.map { $0.prefix(19) } == ["2031-03-11 00:00:53"])
        #expect(
            harness.console.errors
                == "burst: the threshold is 0.500000; 1 of 3456 rows reach it, one for each event.\n")
        #expect(!harness.console.output.contains("\r"))
    }

    @Test("Lines that end in CR LF, a grid of another step and standard columns elsewhere are read the same")
    func forms() {
        let text = Self.series(newline: "\r\n")
        #expect(harness.run("rule", "series", "burst", folder.file("a.csv", text)) == .done)
        let other = Harness()
        let shuffled = Self.series().split(separator: "\n").map { line -> String in
            let parts = line.split(separator: ",")
            return parts[1] == "value" ? "x,value,timestamp" : "y,\(parts[1]).0,\(parts[0])"
        }
        let file = folder.file("b.csv", shuffled.joined(separator: "\n"))
        #expect(other.run("rule", "series", "burst", file) == .done)
        #expect(harness.console.output == other.console.output)

        let wide = Harness()
        let quarters = folder.file("c.csv", Self.series(step: 15))
        #expect(wide.run("rule", "series", "burst", quarters) == .done)
        #expect(wide.console.errors.hasPrefix("burst: the threshold is 0.500000; 1 of 1152 rows reach it"))
    }

    @Test("--threshold prints the number alone, also of a rule file, and reads no series")
    func threshold() {
        #expect(harness.run("rule", "series", "burst", "--threshold") == .done)
        #expect(harness.console.output == "0.500000\n" && harness.console.errors.isEmpty)
        let other = Harness()
        let rule = folder.file("r.yaml", "kind: burst  # as shipped\nscoreThreshold: 455\n")
        #expect(other.run("rule", "series", rule, "--threshold") == .done)
        #expect(other.console.output == "0.455000\n")
    }

    @Test("With --json each row says what it rests on")
    func json() throws {
        let file = folder.file("s.csv", Self.series())
        #expect(harness.run("rule", "series", "burst", file, "--json") == .done)
        let rows = try harness.console.output.split(separator: "\n").map {
            try JSONValue(parsing: String($0))
        }
        #expect(rows.count == 3456)
        let detected = rows.filter { $0["detected"] == .bool(true) }
        #expect(detected.count == 1)
        let row = try #require(detected.first)
        #expect(row["count"] == 43 && row["baseline"] == 4 && row["windowMinutes"] == 10)
        #expect((row["needed"]?.integerValue ?? .max) <= 43)
    }

    @Test("Too little data is said")
    func tooLittle() {
        let file = folder.file("s.csv", "timestamp,value\n2031-01-01 00:00:00,7\n2031-01-01 00:05:00,9\n")
        #expect(harness.run("rule", "series", "burst", file) == .done)
        #expect(harness.console.output.hasSuffix("2031-01-01 00:05:00,0.000000\n"))
        #expect(harness.console.errors.contains("too little data"))
    }

    @Test("What cannot be read is refused with file, line and field")
    func refusals() {
        let head = "timestamp,value\n2031-01-01 00:00:00,7\n"
        #expect(refusal("").contains("the file is empty"))
        #expect(refusal("time,count\n").contains("the header has no column timestamp, or none named value"))
        #expect(refusal(head + "2031-01-01 00:05:00\n").contains("x.csv, line 3"))
        #expect(
            refusal(head + "2031-01-01 00:05:00,\n").contains("value: \"\" is not a whole number"))
        #expect(refusal(head + "2031-01-01 00:05:00,1.5\n").contains("value: \"1.5\""))
        #expect(refusal(head + "2031-01-01 00:05:00,-1\n").contains("value: \"-1\""))
        #expect(refusal(head + "soon,1\n").contains("timestamp: \"soon\" is not a time"))
        #expect(
            refusal(head + "2031-01-01 00:07:00,1\n").contains("a number of minutes that divides an hour"))
        #expect(refusal(head + "2030-12-31 23:55:00,1\n").contains("timestamp:"))
        let third = head + "2031-01-01 00:05:00,7\n"
        #expect(refusal(third + "2031-01-01 00:09:59,7\n").contains("timestamp: 2031-01-01 00:09:59"))
        #expect(refusal(third + "2031-01-01 00:10:00,x\n").contains("x.csv, line 4"))
        #expect(harness.run("rule", "series", "burst", folder.path + "/none.csv") == .noInput)
        #expect(Harness().run("rule", "series", "burst") == .usage)
        #expect(Harness().run("rule", "series", "bust", "x.csv") == .usage)
    }

    @Test("A rule file is read strictly: what it may not hold is named by line and column")
    func ruleFiles() {
        func refusal(_ text: String) -> String {
            let harness = Harness()
            #expect(harness.run("rule", "series", folder.file("r.yaml", text), "--threshold") == .badInput)
            return harness.console.errors
        }
        #expect(refusal("rule: x\n").contains("kind: is missing"))
        #expect(refusal("kind: count\n").contains("1:7: kind: count scores no series"))
        #expect(refusal("kind: burst\nscoreTreshold: 400\n").contains("Did you mean scoreThreshold?"))
        #expect(refusal("kind: burst\nscoreThreshold: 0\n").contains("2:17: scoreThreshold: is 0"))
        #expect(refusal("kind: burst\nscoreThreshold: \"400\"\n").contains("without quotes"))
        #expect(refusal("kind: burst\nbucketMinutes: 7\n").contains("divides an hour"))
        #expect(refusal("kind: burst\nkind: burst\n").contains("given more than once"))
        #expect(refusal("kind: burst\nhold:\n  - campaign\n").contains("3:1"))
        #expect(refusal("kind: burst\n\thold: x\n").contains("2:1"))
        #expect(refusal("kind: burst\n---\nkind: burst\n").contains("2:1"))
        #expect(refusal("kind: burst\nunit: a\u{85}b: c\n").contains("2:1: holds a tab or another control"))
        #expect(
            refusal("kind: burst\nunit: - a\n").contains("2:7: unit: holds a colon or begins with a dash"))
        #expect(refusal("kind: burst\nunit: a: b\n").contains("Put the value in quotes"))
        #expect(refusal("kind: burst\nunit: \"a\n").contains("a quote that is not closed"))
        #expect(refusal("kind: burst\nunit: &a b\n").contains("begins with &"))
        let whole = "---\r\n# A comment\r\nkind: burst\r\nhold: [campaign, paid]\r\nunit: 'a # b' # c\r\n"
        let file = folder.file("w.yaml", whole)
        #expect(harness.run("rule", "series", file, "--threshold") == .done)
    }

    @Test("The shipped rule file says what the shipped rule is")
    func shipped() throws {
        let parts = #filePath.split(separator: "/").dropLast(3)
        let file = "/" + parts.joined(separator: "/") + "/docs/rules/burst.yaml"
        #expect(try SeriesRule(file) == SeriesRule("burst"))
    }
}
