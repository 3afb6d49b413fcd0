import Varlink

extension Session {
    /// One sentence and what to do next: the whole answer of most commands that change something.
    func tell(
        _ sentence: String, _ json: JSONValue, _ tone: Tone = .good, drill: String? = nil, next: [String] = []
    ) {
        var report = Report(json: json)
        report.line(sentence, tone)
        report.next(next)
        show(report, drill: drill)
    }
}
