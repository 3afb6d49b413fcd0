/// Where a command's words go to and where a person's secrets come from. Tests have one of their own.
protocol Console: AnyObject {
    /// Standard output is a terminal.
    var isTerminal: Bool { get }
    /// Standard error is a terminal: progress may be drawn there.
    var isErrorTerminal: Bool { get }
    /// Columns of standard output, where it is a terminal.
    var width: Int? { get }
    /// Something could not be written to standard output.
    var outputFailed: Bool { get }

    func write(_ text: String)
    func writeError(_ text: String)

    /// Asks on the terminal without echo, or reads the first line of a descriptor.
    func readSecret(_ prompt: String, descriptor: Int32?) throws(CommandError) -> String
    /// Asks on the terminal with echo; nil where there is none.
    func readAnswer(_ prompt: String) throws(CommandError) -> String?
}
