@testable import TocsinCommands
import Varlink

/// A run of a command with nothing real around it but its own code.
final class Harness {
    let console = RecordingConsole()
    let channel = ScriptedChannel()
    var pipeline = ScriptedPipeline { _, _ throws(VarlinkClientError) in throw .closed }
    var surroundings = ProcessSurroundings(noColour: false, terminalName: "xterm")
    var stopPatience = StopSocket.Patience(answer: .milliseconds(60), lateAnswer: .milliseconds(60))

    @discardableResult
    func run(_ arguments: String...) -> CommandStatus { run(words: arguments) }

    func run(words arguments: [String]) -> CommandStatus {
        let session = Session(
            console: console, surroundings: surroundings,
            findPlace: { [surroundings] in RuntimePlace.find(named: $0, surroundings, exists: { _ in false })
            },
            connect: { [channel] _ in channel }, connectPipeline: { [pipeline] _ in pipeline })
        session.stopPatience = stopPatience
        return CommandLineTool.run(arguments, in: session)
    }
}
