/// Limits of a document written by people.
package enum DocumentLimits {
    /// A file beyond it is not a configuration or a list of expectations.
    package static let bytesMax = 1 << 20
    /// Deeper documents are refused before they are walked.
    package static let depthMax = 32
    /// Nobody reads more in one go; the last one says that there are more.
    package static let problemsMax = 100
    /// A text shown in a message is cut here.
    package static let shownBytesMax = 60
}
