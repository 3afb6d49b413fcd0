/// Who plays in a scenario: the table under the heading `Personas` of `scenario.md`.
package struct Personas: Hashable, Sendable {
    package struct Persona: Hashable, Sendable {
        /// The name that lines carry as their actor.
        package let id: String
        package let name: String
        package let role: String
    }

    package let all: [Persona]

    package init(_ all: [Persona]) {
        self.all = all
    }

    /// Those that need no row: what comes from outside, and the daemon in an export.
    package static let everywhere: Set<String> = ["inject", "tocsind"]

    package var ids: Set<String> { Set(all.map(\.id)).union(Self.everywhere) }

    /// Nil if the text has no such heading: then anybody may act.
    package static func read(markdown: String) -> Personas? {
        var personas: [Persona] = []
        var isInside = false
        var wasFound = false
        for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("#") {
                isInside = line.drop { $0 == "#" || $0 == " " }.lowercased() == "personas"
                wasFound = wasFound || isInside
                continue
            }
            guard isInside, line.hasPrefix("|"), personas.count < ScenarioLimits.personasMax else { continue }
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().map(trimmed)
            guard cells.count >= 3, let id = cells.first, !id.isEmpty else { continue }
            // The head and the rule below it are no persons.
            if id.lowercased() == "id" || id.utf8.allSatisfy({ $0 == 0x2D || $0 == 0x3A }) { continue }
            personas.append(Persona(id: id, name: cells[1], role: cells[2]))
        }
        return wasFound ? Personas(personas) : nil
    }

    private static func trimmed(_ cell: Substring) -> String {
        let marks: Set<Character> = [" ", "`", "\t", "\r"]
        var cell = cell.drop { marks.contains($0) }
        while let last = cell.last, marks.contains(last) { cell.removeLast() }
        return String(cell)
    }
}
