/// A text on the command line, or on standard input where it is `-`.
enum TextArgument {
    /// The engine's own bound for a post's text.
    static let bytesMax = 100_000

    static func read(_ argument: String) throws(CommandError) -> String {
        guard argument == "-" else { return argument }
        var text = try ByteSource.wholeText("-", bytesMax: bytesMax)
        if text.hasSuffix("\n") { text.removeLast() }
        return text
    }
}
