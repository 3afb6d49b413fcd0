/// What an answer of a network may cost.
package enum ReadingLimits {
    package static let answerBytesMax = 8 * 1024 * 1024
    static let depthMax = 64
    static let entriesMax = 5_000
    /// What is longer is cut, and marked; the same as the text of a mention may have.
    package static let textBytesMax = 100_000
    package static let identifierBytesMax = 2_000
    static let linkBytesMax = 2_000
    /// A name, a handle, a language: cut.
    static let labelBytesMax = 512
    static let xmlElementsMax = 200_000
    static let xmlAttributesMax = 64
    /// In force at once.
    static let xmlNamespacesMax = 64
    static let entityBytesMax = 32
}
