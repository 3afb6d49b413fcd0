import ArgumentParser
import Detection
import Varlink

struct RuleSeries: Verb {
    static let configuration = CommandConfiguration(
        commandName: "series", abstract: "Score a series of counts as the rule would have, without a daemon.",
        discussion: """
            The file has the columns timestamp and value: mentions in each bucket of an even grid of minutes that \
            divide an hour. Printed is a score from 0 to 1 for each row; a row at the threshold or above begins an \
            event, and the rows after it that belong to the same event stay below. Standard error names the threshold.
            """)

    @Argument(help: "A shipped rule by its kind (burst), or the path of a rule file.")
    var rule: String

    @Argument(help: "The file, or - for standard input.")
    var file: String?

    @Flag(name: .long, help: "Print the rule's threshold and nothing else; no file is read.")
    var threshold = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The zone of timestamps that have none, such as +01:00 (default: UTC).", valueName: "offset"))
    var zone: String?

    @OptionGroup var shared: SharedOptions

    /// Rows are written in pieces of this size.
    private static let pieceBytes = 64 * 1024

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let rule = try SeriesRule(rule)
        if threshold {
            session.console.write(Self.decimal(rule.parameters.scoreThreshold) + "\n")
            return .done
        }
        guard let file else {
            throw CommandError(
                .usage, "which series?",
                next: [session.command("rule series \(ShellWord.quoted(self.rule)) FILE.csv")])
        }
        do throws(TimeReader.Refusal) {
            _ = try TimeReader.offset(zone)
        } catch {
            throw CommandError(.usage, "--zone: \(error.reason)")
        }
        try score(rule, try SeriesReader(try ByteSource(path: file), zone: zone ?? "Z"), session)
        return .done
    }

    private func score(_ rule: SeriesRule, _ series: SeriesReader, _ session: Session) throws(CommandError) {
        var series = series
        var parameters = rule.parameters
        parameters.bucketMinutes = series.stepMinutes ?? parameters.bucketMinutes
        var detector = BurstDetector(parameters: parameters)
        var text = shared.json ? "" : "timestamp,anomaly_score\n"
        var rows = 0
        var events = 0
        while !session.console.outputFailed,
            let (row, bucket) = try series.next(bucketMinutes: parameters.bucketMinutes)
        {
            let reading = detector.observe(count: row.value, bucket: bucket)
            text += shared.json ? Self.json(row, reading) : Self.csv(row, reading)
            rows += 1
            if reading.detected { events += 1 }
            if text.utf8.count >= Self.pieceBytes {
                session.console.write(text)
                text = ""
            }
        }
        session.console.write(text)
        session.note(
            "\(rule.name): the threshold is \(Self.decimal(parameters.scoreThreshold)); "
                + "\(events) of \(rows) rows reach it, one for each event.")
        if detector.hasTooLittleData {
            session.note(
                "There is too little data for this rule: it needs \(BurstMethod.historyDays) days and at least "
                    + "\(BurstMethod.mentionsPerDayMin) mentions a day. The count rule serves small volumes.")
        }
    }

    private static func csv(_ row: SeriesReader.Row, _ reading: BurstDetector.Reading) -> String {
        var record = CSVWriter.record([row.timestamp, decimal(reading.score)])
        // Lines of this kind of file end as its readers write them.
        record.removeLast()
        return record + "\n"
    }

    private static func json(_ row: SeriesReader.Row, _ reading: BurstDetector.Reading) -> String {
        let object: JSONObject = [
            "timestamp": .string(row.timestamp), "score": .integer(reading.score),
            "detected": .bool(reading.detected), "windowMinutes": .integer(reading.windowMinutes),
            "count": .integer(reading.count), "baseline": .integer(reading.baseline),
            "needed": .integer(reading.needed), "hasTooLittleData": .bool(reading.hasTooLittleData),
        ]
        return JSONValue.object(object).text + "\n"
    }

    /// Millionths as a decimal number.
    static func decimal(_ millionths: Int64) -> String {
        let digits = String(millionths % BurstDetector.scoreMax)
        let zeros = String(repeating: "0", count: 6 - digits.utf8.count)
        return "\(millionths / BurstDetector.scoreMax).\(zeros)\(digits)"
    }
}
