import Varlink

/// What became of the lines of a file.
struct ImportTally: Hashable, Sendable {
    /// Refused lines that are kept with their reason; of the others only the number is known.
    static let refusalsKeptMax = 1_000
    /// Refused lines that are shown to a person.
    static let refusalsShownMax = 20

    struct Refusal: Hashable, Sendable {
        var line: Int64
        var reason: String
    }

    var takenWord: String
    var taken: Int64 = 0
    var repeated: Int64?
    var held: Int64 = 0
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

    var status: ExitStatus { refused > 0 ? .partlyRefused : .done }

    func report(of file: String) -> Report {
        var object: JSONObject = [takenWord: .integer(taken)]
        if let repeated { object["repeated"] = .integer(repeated) }
        object["refused"] = .integer(refused)
        object["heldCount"] = .integer(held)
        if let lastSequence { object["lastSequence"] = .integer(lastSequence) }
        object["refusals"] = .array(sorted.map { ["line": .integer($0.line), "reason": .string($0.reason)] })
        var report = Report(json: .object(object))
        report.line("\(file): \(counts).", refused > 0 ? .warning : .good)
        guard refused > 0 else { return report }
        var table = Table([">Line", "Refused because"], whenEmpty: "")
        for refusal in sorted.prefix(Self.refusalsShownMax) {
            table.row(["\(refusal.line)", refusal.reason])
        }
        report.table(table)
        if refused > Int64(Self.refusalsShownMax) {
            report.line(
                "... and \(refused - Int64(Self.refusalsShownMax)) more; --json lists \(refusals.count).")
        }
        return report
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
