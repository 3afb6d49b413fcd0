import Glibc
import Scenarios

extension Configuration {
    /// All problems of the text at once. `file` is only for the messages.
    package static func parse(text: String, file: String) throws(ConfigurationError) -> Configuration {
        let document: DocumentNode
        do throws(DocumentProblem) {
            document = try YamlReader.read(text)
        } catch {
            throw ConfigurationError(file: file, [error])
        }
        var reader = ConfigurationReader(text: text)
        let configuration = reader.read(document)
        guard reader.reader.problems.isEmpty else {
            throw ConfigurationError(file: file, reader.reader.problems)
        }
        return configuration
    }

    /// Reads the file; nil if there is none.
    package static func load(file: String) throws(ConfigurationError) -> Configuration? {
        switch BoundedFile.read(path: file, bytesMax: DocumentLimits.bytesMax) {
        case .missing: return nil
        case .failed(let reason): throw problem(file, "cannot be read: \(reason)")
        case .tooLarge:
            throw problem(file, "is larger than \(DocumentLimits.bytesMax) bytes, which no configuration is")
        case .bytes(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else {
                let sound = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\u{FFFD}" }
                let line = sound.utf8.count { $0 == 0x0A } + 1
                throw problem(file, line: line, "is not UTF-8 text from here on")
            }
            return try parse(text: text, file: file)
        }
    }

    private static func problem(_ file: String, line: Int = 1, _ message: String) -> ConfigurationError {
        ConfigurationError(
            file: file, [DocumentProblem(at: DocumentPosition(line: line), field: "", message)]
        )
    }
}
