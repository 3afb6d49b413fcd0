package import Scenarios
import Yams

/// YAML text to a document node. The only file that knows the YAML package.
///
/// It must never trap, run for long or grow without bound on any text: the file is written by people, and drills
/// bring files of strangers. Aliases are not used here: they are refused, since a few lines of them can stand for
/// billions of nodes.
package enum YamlReader {
    package static func read(_ text: String) throws(DocumentProblem) -> DocumentNode {
        guard text.utf8.count <= DocumentLimits.bytesMax else {
            throw DocumentProblem(
                at: DocumentPosition(line: 1), field: "",
                "the file is \(text.utf8.count) bytes long; at most \(DocumentLimits.bytesMax) are allowed"
            )
        }
        try YamlScan.check(text)
        do {
            // The parser owns the anchors; nodes only point at them, so it has to outlive the walk.
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            return try withExtendedLifetime(parser) {
                guard let root = try parser.singleRoot() else {
                    return DocumentNode(.scalar("", quoted: false), at: DocumentPosition(line: 1))
                }
                return try DocumentNode(root, within: DocumentPosition(line: 1), depth: 0)
            }
        } catch let problem as DocumentProblem {
            throw problem
        } catch let error as YamlError {
            throw problem(error, in: text)
        } catch {
            throw DocumentProblem(at: DocumentPosition(line: 1), field: "", "cannot be read as YAML")
        }
    }

    private static func problem(_ error: YamlError, in text: String) -> DocumentProblem {
        func at(_ mark: Mark, _ message: String, _ suggestion: String? = nil) -> DocumentProblem {
            DocumentProblem(at: DocumentPosition(mark), field: "", message, suggestion: suggestion)
        }
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let around = context.map { " (\(DocumentReader.shown($0.text)))" } ?? ""
            return at(mark, "is not YAML: \(DocumentReader.shown(problem))\(around)", hint(problem))
        case .reader(let problem, let offset, _, _):
            let line = text.unicodeScalars.prefix(offset ?? 0).count { $0 == "\n" } + 1
            return DocumentProblem(
                at: DocumentPosition(line: line), field: "", "is not YAML: \(DocumentReader.shown(problem))"
            )
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.prefix(3).map(DocumentReader.shown).joined(separator: ", ")
            return at(context.mark, "the key \(names) is given more than once", "Keep one of them")
        default:
            return DocumentProblem(at: DocumentPosition(line: 1), field: "", "cannot be read as YAML")
        }
    }

    private static func hint(_ problem: String) -> String? {
        if problem.contains("cannot start any token") {
            return "Indent with spaces, and quote texts that begin with @ or `"
        }
        if problem.contains("mapping values are not allowed") {
            return "Quote a text that holds a colon and a space"
        }
        return nil
    }
}
