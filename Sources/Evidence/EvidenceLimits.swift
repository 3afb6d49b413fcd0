/// Bounds of everything that comes from outside.
package enum EvidenceLimits {
    /// A signed note.
    package static let noteBytesMax = 1_000_000
    package static let noteSignaturesMax = 64
    /// A key's name.
    package static let nameBytesMax = 255
    /// A key as text, or a file of one.
    package static let keyBytesMax = 4_096
    /// A text in which checkpoints are looked for.
    package static let pastedBytesMax = 4 << 20
    package static let checkpointsMax = 1_000
    /// Hashes of a path; a tree of 2^40 blocks needs half.
    package static let pathHashesMax = 80
    /// A proof as text: a block of 65,535 events, a record of 1 MiB, base64 twice.
    package static let proofBytesMax = 8 << 20
}
