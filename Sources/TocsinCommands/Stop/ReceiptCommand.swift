import ArgumentParser
import ControlInterface

struct ReceiptCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "receipt", abstract: "What a stop did and did not do.")

    @Argument(help: "The stop's number.")
    var stop: Int64

    @OptionGroup var drill: DrillOption
    @OptionGroup var shared: SharedOptions

    func perform(in session: Session) throws(CommandError) -> CommandStatus {
        let answer = try session.ask(
            StopInterface.GetReceipt.self, StopInterface.GetReceipt.Parameters(epoch: stop, drill: drill.name)
        )
        session.show(
            ReceiptWords.report(answer.reply.receipt, json: answer.json, session: session, drill: drill.name),
            drill: drill.name)
        return .done
    }
}
