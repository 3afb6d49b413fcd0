import ArgumentParser
import SentimentTraining
import Varlink

struct SentimentTrain: Verb {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train the scorer on labelled texts, and measure it on others.")

    @Option(name: .long, help: ArgumentHelp("The folder with the data.", valueName: "dir"))
    var data: String

    @Option(name: .long, help: ArgumentHelp("The file of weights to write.", valueName: "file"))
    var out: String

    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        do throws(TrainingError) {
            let trained = try SentimentTrainer().train(data: data, out: out) { session.note($0) }
            var report = Report(json: ["lines": .array(trained.lines.map { .string($0) })])
            for line in trained.lines { report.line(line) }
            report.next("tocsinctl sentiment score - --weights \(ShellWord.quoted(out))")
            session.show(report)
            return .done
        } catch {
            throw CommandError(.badInput, "\(error)", place: data)
        }
    }
}
