import Varlink

/// What became of the lines of a file.
struct ImportTally: Hashable, Sendable {
    /// Refused lines that are kept with their reason; of the others only the number is known.
    static let refusalsKeptMax = 1_000
    /// Reasons that are shown to a person, each with the number of its lines.
    static let reasonsShownMax = 20

    struct Refusal: Hashable, Sendable {
        var line: Int64
        var reason: String
    }

    var takenWord: String
    var taken: Int64 = 0
    var repeated: Int64?
    /// Posts accepted as held, where that can be.
    var held: Int64?
    var lastSequence: Int64?
    private(set) var refused: Int64 = 0
    private(set) var refusals: [Refusal] = []

    init(takenWord: String) {
        self.takenWord = takenWord
    }

    mutating func refuse(_ line: Int64, _ reason: String) {
        refused += 1
        if refusals.count < Self.refusalsKeptMax { refusals.append(Refusal(line: line, reason: reason)) }
    }

    var status: CommandStatus { refused > 0 ? .partlyRefused : .done }

    func report(of file: String) -> Report {
        var object: JSONObject = [takenWord: .integer(taken)]
        if let repeated { object["repeated"] = .integer(repeated) }
        object["refused"] = .integer(refused)
        if let held { object["heldCount"] = .integer(held) }
        if let lastSequence { object["lastSequence"] = .integer(lastSequence) }
        object["refusals"] = .array(sorted.map { ["line": .integer($0.line), "reason": .string($0.reason)] })
        var report = Report(json: .object(object))
        report.line("\(file): \(counts).", refused > 0 ? .warning : .good)
        guard refused > 0 else { return report }
        let reasons = byReason
        var table = Table([">Lines", ">First", "Refused because"], whenEmpty: "")
        for group in reasons.prefix(Self.reasonsShownMax) {
            table.row(["\(group.count)", "\(group.first)", group.reason])
        }
        report.table(table)
        if reasons.count > Self.reasonsShownMax || refused > Int64(refusals.count) {
            report.line("... and more; --json lists \(refusals.count) lines with their reasons.")
        }
        return report
    }

    /// The same mistake on a thousand lines is one thing to mend.
    private var byReason: [(reason: String, count: Int, first: Int64)] {
        var groups: [String: (count: Int, first: Int64)] = [:]
        for refusal in sorted {
            groups[refusal.reason, default: (0, refusal.line)].count += 1
        }
        return groups.map { ($0.key, $0.value.count, $0.value.first) }.sorted { ($1.1, $0.2) < ($0.1, $1.2) }
            .map { (reason: $0.0, count: $0.1, first: $0.2) }
    }

    /// What was taken stays taken, and the person must know how much that was.
    func interrupted(by error: CommandError) -> CommandError {
        var failure = error
        failure.message += " (before that: \(counts))"
        return failure
    }

    private var sorted: [Refusal] { refusals.sorted { $0.line < $1.line } }

    private var counts: String {
        let repeats = repeated.map { ", \($0) repeated" } ?? ""
        return "\(taken) \(takenWord)\(repeats), \(refused) refused"
    }
}
