/// Why a command ended badly: what was wrong, where, and what to do.
struct CommandError: Error, Hashable, Sendable {
    var status: CommandStatus
    /// The daemon's own stable word where it gave one, else the status's.
    var code: String
    var message: String
    /// A file, a line, a socket.
    var place: String?
    /// Exact commands, or a sentence where no command helps.
    var next: [String]

    init(
        _ status: CommandStatus, _ message: String, code: String? = nil, place: String? = nil,
        next: [String] = []
    ) {
        self.status = status
        self.code = code ?? status.word
        self.message = message
        self.place = place
        self.next = next
    }
}
