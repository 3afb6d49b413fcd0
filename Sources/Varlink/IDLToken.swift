/// One token of the interface language, with its place and the comment lines right before it.
struct IDLToken {
    enum Kind: Equatable {
        /// A keyword, a name of a member or a field, or (after `interface`) a dotted name.
        case word(String)
        /// One of `( ) , :`, or `->`, `?`, `[`, `]`.
        case symbol(String)
        case end
    }

    let kind: Kind
    let line: Int
    let column: Int
    /// Without `#` and the one space after it. A blank line ends a comment's claim on what follows.
    let documentation: [String]

    var shown: String {
        switch kind {
        case .word(let word): "'\(word)'"
        case .symbol(let symbol): "'\(symbol)'"
        case .end: "the end of the text"
        }
    }
}
