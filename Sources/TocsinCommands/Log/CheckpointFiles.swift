import ArgumentParser
import EventLog
import Evidence

/// What commands about evidence are given: keys as text or as files, checkpoints in any text.
enum CheckpointFiles {
    /// A public key as text, or a file with one.
    static func key(_ argument: String) throws(CommandError) -> VerifierKey {
        let isText = argument.contains("+") && !argument.contains(where: \.isNewline)
        do throws(EvidenceError) {
            if isText { return try VerifierKey(parsing: argument) }
            return try LogKey.loadPublic(argument)
        } catch {
            throw CommandError(
                error.code == .notThere || error.code == .cannotRead ? .noInput : .badInput,
                "no public key: \(error.detail.isEmpty ? error.code.rawValue : error.detail)",
                code: error.code.rawValue, place: isText ? "--key" : argument)
        }
    }

    /// All checkpoints of the files; each file must hold at least one. `-` is standard input.
    static func checkpoints(
        _ files: [String]
    ) throws(CommandError) -> [(label: String, checkpoint: SignedCheckpoint)] {
        var all: [(label: String, checkpoint: SignedCheckpoint)] = []
        for file in files {
            let bytes = try ByteSource.wholeBytes(file, bytesMax: EvidenceLimits.pastedBytesMax)
            let label = file == "-" ? "standard input" : file
            let found: [SignedCheckpoint]
            do throws(EvidenceError) {
                found = try CheckpointFinder.find(in: bytes)
            } catch {
                throw CommandError(.badInput, error.detail, code: error.code.rawValue, place: label)
            }
            guard !found.isEmpty else {
                throw CommandError(
                    .badInput, "no checkpoint in it", code: "no-checkpoint", place: label,
                    next: ["give the whole text that has the line \(CheckpointLine.word) ..., or the note"])
            }
            all += found.map { (label, $0) }
        }
        return all
    }

    /// The key that lies beside a log's folder in the daemon's state directory.
    static func keyBeside(_ directory: String) -> VerifierKey? {
        try? LogKey.loadPublic("\(directory)/../\(LogKey.publicName)")
    }

    static func open(_ directory: String) throws(CommandError) -> EventLog {
        do throws(EventLogError) {
            return try EventLog.open(
                directory: directory, options: EventLogOptions(access: .readOnly), clock: .system())
        } catch {
            throw CommandError(
                .noInput, "the log cannot be opened: \(error)", code: error.code.rawValue, place: directory,
                next: ["tocsinctl log verify --directory \(ShellWord.quoted(directory))"])
        }
    }
}
