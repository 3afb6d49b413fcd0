@testable import TocsinCommands

/// A console that keeps what was written, and answers what a person would type.
final class RecordingConsole: Console {
    var isTerminal = false
    var isErrorTerminal = false
    var width: Int?
    var outputFailed = false
    private(set) var output = ""
    private(set) var errors = ""
    private(set) var prompts: [String] = []
    var secrets: [String] = []
    var answers: [String] = []
    /// Called with each piece of output, so that a test can wait for an order of things.
    var onWrite: (String) -> Void = { _ in }

    func write(_ text: String) {
        output += text
        onWrite(text)
    }

    func writeError(_ text: String) { errors += text }

    func readSecret(_ prompt: String, descriptor: Int32?) throws(CommandError) -> String {
        prompts.append(prompt)
        guard !secrets.isEmpty else { throw CommandError(.noInput, "no terminal") }
        return secrets.removeFirst()
    }

    func readAnswer(_ prompt: String) throws(CommandError) -> String? {
        prompts.append(prompt)
        return answers.isEmpty ? nil : answers.removeFirst()
    }
}
