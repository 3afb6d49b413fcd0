import Varlink

/// The one place where output gets its form: tables for people, JSON for programs.
///
/// It prints nothing itself, and it lets nothing through that a terminal would obey.
struct Renderer: Hashable, Sendable {
    var json: Bool
    var colour: Bool
    /// Columns of the terminal; nil where nothing is cut.
    var width: Int?
    /// Set for everything that concerns a drill, which then says so first.
    var drill: String?

    func render(_ report: Report) -> String {
        if json { return report.json.text + "\n" }
        var output = ""
        if let drill {
            output +=
                painted("EXERCISE (drill \(TerminalText.visible(drill))), nothing of this is live", .warning)
                + "\n"
        }
        for block in report.blocks {
            switch block {
            case .blank: output += "\n"
            case .line(let text, let tone): output += painted(TerminalText.visible(text), tone) + "\n"
            case .facts(let facts): output += render(facts)
            case .table(let table): output += render(table)
            }
        }
        return output + render(next: report.next)
    }

    /// For standard error.
    func render(_ error: CommandError) -> String {
        if json {
            var object: JSONObject = ["error": .string(error.code), "message": .string(error.message)]
            object["exitStatus"] = .integer(Int64(error.status.rawValue))
            if let place = error.place { object["where"] = .string(place) }
            object["next"] = .array(error.next.map { .string($0) })
            return JSONValue.object(object).text + "\n"
        }
        var output = painted("tocsinctl: \(TerminalText.visible(error.message))", .bad) + "\n"
        if let place = error.place { output += "  where: \(TerminalText.visible(place))\n" }
        return output + render(next: error.next)
    }

    private func render(next commands: [String]) -> String {
        guard !commands.isEmpty else { return "" }
        var output = ""
        for (index, command) in commands.enumerated() {
            output += (index == 0 ? "Next: " : "      ") + TerminalText.visible(command) + "\n"
        }
        return output
    }

    private func render(_ facts: [Report.Fact]) -> String {
        let widest = facts.map { TerminalText.width($0.name) }.max() ?? 0
        return facts.reduce(into: "") { output, fact in
            let name = TerminalText.padded(fact.name, to: widest, .left)
            output += "\(name)  \(painted(TerminalText.visible(fact.value), fact.tone))\n"
        }
    }

    private func render(_ table: Table) -> String {
        guard !table.rows.isEmpty else { return table.whenEmpty + "\n" }
        let rows = table.rows.map { row in
            (cells: row.cells.map { TerminalText.visible($0) }, tone: row.tone)
        }
        var widths = table.columns.map { TerminalText.width($0.title) }
        for row in rows {
            for (index, cell) in row.cells.enumerated() {
                widths[index] = max(widths[index], TerminalText.width(cell))
            }
        }
        var output = painted(line(table.columns.map { $0.title.uppercased() }, table, widths), .quiet) + "\n"
        for row in rows {
            output += painted(line(row.cells, table, widths), row.tone) + "\n"
        }
        return output
    }

    private func line(_ cells: [String], _ table: Table, _ widths: [Int]) -> String {
        var result = ""
        for (index, cell) in cells.enumerated() {
            let isLast = index == cells.count - 1
            let alignment = table.columns[index].alignment
            if isLast, alignment == .left {
                result += cell
            } else {
                result += TerminalText.padded(cell, to: widths[index], alignment)
            }
            if !isLast { result += "  " }
        }
        while result.hasSuffix(" ") { result.removeLast() }
        return width.map { TerminalText.cut(result, to: $0) } ?? result
    }

    private func painted(_ text: String, _ tone: Tone) -> String {
        guard colour, !text.isEmpty else { return text }
        let code =
            switch tone {
            case .plain: ""
            case .strong: "1"
            case .good: "32"
            case .bad: "1;31"
            case .warning: "33"
            case .quiet: "2"
            }
        return code.isEmpty ? text : "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}
