/// Rows and columns for a person.
struct Table: Hashable, Sendable {
    enum Alignment: Hashable, Sendable { case left, right }

    struct Column: Hashable, Sendable {
        var title: String
        var alignment: Alignment
    }

    struct Row: Hashable, Sendable {
        var cells: [String]
        var tone: Tone
    }

    var columns: [Column]
    private(set) var rows: [Row] = []
    /// Said in place of an empty table.
    var whenEmpty: String

    /// A title that begins with `>` is a column of numbers.
    init(_ titles: [String], whenEmpty: String) {
        columns = titles.map { title in
            title.hasPrefix(">")
                ? Column(title: String(title.dropFirst()), alignment: .right)
                : Column(title: title, alignment: .left)
        }
        self.whenEmpty = whenEmpty
    }

    mutating func row(_ cells: [String], _ tone: Tone = .plain) {
        precondition(cells.count == columns.count, "a row must fill its columns")
        rows.append(Row(cells: cells, tone: tone))
    }
}
