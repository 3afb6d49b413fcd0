/// Why bytes are not weights that this build can use.
package enum ModelError: Error, Equatable, CustomStringConvertible {
    case tooShort(bytes: Int)
    case notWeights
    case otherFeatures(revision: UInt32, expected: UInt32)
    case outOfRange(field: String)
    case damaged

    package var description: String {
        switch self {
        case .tooShort(let bytes): "The weights end after \(bytes) bytes; train or fetch them again."
        case .notWeights: "The file does not begin like weights of tocsin-linear."
        case .otherFeatures(let revision, let expected):
            "The weights were trained for feature revision \(revision), this build extracts revision \(expected); train them again."
        case .outOfRange(let field): "The weights' \(field) is outside what this build accepts."
        case .damaged: "The weights' checksum does not match their bytes; train or fetch them again."
        }
    }
}
