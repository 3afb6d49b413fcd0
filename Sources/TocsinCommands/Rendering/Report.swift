import Varlink

/// What a command has to say, before it is known whether a person or a program reads it.
struct Report: Hashable, Sendable {
    /// The reply, as programs get it.
    var json: JSONValue
    private(set) var blocks: [Block] = []
    /// Exact commands to go on with.
    private(set) var next: [String] = []

    enum Block: Hashable, Sendable {
        case line(String, Tone)
        case table(Table)
        case facts([Fact])
        case blank
    }

    /// A name and a value on a line.
    struct Fact: Hashable, Sendable {
        var name: String
        var value: String
        var tone: Tone
    }

    init(json: JSONValue) {
        self.json = json
    }

    mutating func line(_ text: String, _ tone: Tone = .plain) {
        blocks.append(.line(text, tone))
    }

    mutating func lines(_ text: String, _ tone: Tone = .plain) {
        for part in text.split(separator: "\n", omittingEmptySubsequences: false) { line(String(part), tone) }
    }

    mutating func blank() {
        blocks.append(.blank)
    }

    mutating func table(_ table: Table) {
        blocks.append(.table(table))
    }

    mutating func fact(_ name: String, _ value: String?, _ tone: Tone = .plain) {
        guard let value else { return }
        let fact = Fact(name: name, value: value, tone: tone)
        if case .facts(let earlier) = blocks.last {
            blocks[blocks.count - 1] = .facts(earlier + [fact])
        } else {
            blocks.append(.facts([fact]))
        }
    }

    mutating func next(_ commands: String...) {
        next(commands)
    }

    mutating func next(_ commands: [String]) {
        for command in commands where !next.contains(command) { next.append(command) }
    }
}
