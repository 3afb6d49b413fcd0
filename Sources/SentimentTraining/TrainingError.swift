/// Why a training did not happen. Nothing has been written then.
package enum TrainingError: Error, Equatable, CustomStringConvertible {
    case unreadable(path: String, code: Int32)
    case notUnpacked(path: String)
    case tooLarge(path: String, limit: Int)
    case malformed(path: String, line: Int, reason: String)
    case tooFewExamples(path: String, found: Int)
    case unwritable(path: String, code: Int32)
    case lexiconFull(words: Int)
    case refused(String)

    package var description: String {
        switch self {
        case .unreadable(let path, let code): "\(path): cannot be read (error \(code))."
        case .notUnpacked(let path):
            "\(path): gzip could not unpack it; check that gzip is installed and the file whole."
        case .tooLarge(let path, let limit): "\(path): larger than \(limit) bytes unpacked."
        case .malformed(let path, let line, let reason): "\(path), line \(line): \(reason)."
        case .tooFewExamples(let path, let found):
            "\(path): \(found) labelled texts, which are too few, or a class has none."
        case .unwritable(let path, let code): "\(path): cannot be written (error \(code))."
        case .lexiconFull(let words): "The lexicon has \(words) words, more than its table holds."
        case .refused(let reason): "The trained weights were refused: \(reason)"
        }
    }
}
